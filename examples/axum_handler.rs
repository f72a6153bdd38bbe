//! Decisions over HTTP: `POST /decide/POLICY` with the facts gives the decision, both as JSON.
//!
//! `cargo run -p bylaws-examples --example axum_handler`, then
//! `curl -d '{"age": 17}' http://127.0.0.1:3000/decide/plan.age`

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bylaws_dsl::SourceMap;
use bylaws_runtime::{Bundle, Engine, Limits, Options, Refused, Status, explain};
use tokio::net::TcpListener;

const TEXT: &str = "\
policy plan.age

facts
  age : integer 0..150 \"Years on the day of the service\"

output adult : boolean is age >= 18
";

fn engine() -> Result<Arc<Engine>, Refused> {
    let mut sources = SourceMap::default();
    sources.add("age.bylaw", TEXT);
    Engine::new(Bundle::compile(sources, &Limits::default())).map(Arc::new)
}

fn app(engine: Arc<Engine>) -> Router {
    Router::new()
        .route("/decide/{policy}", post(decide))
        .with_state(engine)
}

/// A request takes the bundle that decides now and keeps it until it is answered. axum itself
/// refuses bodies above 2 MB; `Limits::request_bytes` is the bound of the runtime.
async fn decide(
    State(engine): State<Arc<Engine>>,
    Path(policy): Path<String>,
    facts: String,
) -> Response {
    let bundle = engine.bundle();
    let Some(program) = bundle.program(&policy) else {
        return (StatusCode::NOT_FOUND, format!("no policy `{policy}`\n")).into_response();
    };
    let decision = program.decide_json(&facts, &Options::default());
    let status = match decision.status {
        // A decision that still needs facts is an answer like any other.
        Status::Decided | Status::Undetermined => StatusCode::OK,
        Status::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Status::Failed => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let json = [(header::CONTENT_TYPE, "application/json")];
    (status, json, explain::decision_json(&decision)).into_response()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, app(engine()?)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    /// One request over a real connection: the status and the body.
    async fn asked(policy: &str, facts: &str) -> (u16, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(axum::serve(listener, app(engine().unwrap())).into_future());
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "POST /decide/{policy} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Length: {}\r\n\r\n{facts}",
            facts.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        server.abort();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    #[tokio::test]
    async fn a_decision_over_http() {
        let (status, body) = asked("plan.age", r#"{"age": 17}"#).await;
        assert_eq!(status, 200);
        assert!(body.contains(r#""outputs":{"adult":false}"#), "{body}");
    }

    #[tokio::test]
    async fn what_is_needed_what_is_wrong_and_what_there_is_not() {
        let (status, body) = asked("plan.age", "{}").await;
        assert_eq!(status, 200);
        assert!(body.contains(r#""needs":["age"]"#), "{body}");
        let (status, body) = asked("plan.age", r#"{"age": "17"}"#).await;
        assert_eq!(status, 422);
        assert!(body.contains(r#""fact":"age""#), "{body}");
        assert_eq!(asked("plan.agee", "{}").await.0, 404);
    }
}
