//! Cedar: whether anything is covered, yes or no, which is all that it can say.

use bylaws_benches::contender::Contender;
use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request};

use crate::Made;
use crate::rows::{Care, Rows};

struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    names: [EntityUid; 3],
}

impl Cedar {
    fn new() -> Self {
        let name = |text: &str| text.parse().expect("a name");
        Self {
            authorizer: Authorizer::new(),
            policies: include_str!("rules/care.cedar").parse().expect("a policy"),
            entities: Entities::empty(),
            names: [
                name("Member::\"m\""),
                name("Action::\"cover\""),
                name("Service::\"s\""),
            ],
        }
    }

    fn request(&self, json: &str) -> Request {
        let context = Context::from_json_str(json, None).expect("an object");
        let [member, action, service] = self.names.clone();
        Request::new(member, action, service, context, None).expect("a request")
    }

    fn decide(&self, request: &Request) -> bool {
        let given = self
            .authorizer
            .is_authorized(request, &self.policies, &self.entities);
        given.decision() == Decision::Allow
    }
}

pub fn made(rows: &Rows<Care>) -> Made<'_> {
    let name = "cedar-policy (yes or no)";
    let cedar = Cedar::new();
    let read = |json: &String| cedar.request(json);
    let held: Vec<Request> = rows.json.iter().map(read).collect();
    for (request, expected) in held.iter().zip(&rows.expected) {
        assert_eq!(cedar.decide(request), *expected >= 0);
    }
    let native = Contender::new(name, move |row| u64::from(cedar.decide(&held[row])));
    let cedar = Cedar::new();
    let json = Contender::new(name, move |row| {
        let given = cedar.decide(&cedar.request(&rows.json[row]));
        std::hint::black_box(format!("{{\"covered\":{given}}}"));
        u64::from(given)
    });
    (native, json)
}
