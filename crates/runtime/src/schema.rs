//! JSON Schema of a policy's facts and of its decisions, for editors, forms and checks of requests.

use bylaws_dsl::ir::{EnumId, Fact, ListId, OutputKind, Policy, Type};
use bylaws_dsl::value::Value;
use serde_json::{Map, Value as Json, json};

/// One schema document. It describes the facts of a request; `$defs` holds `facts` and
/// `decision` apart.
///
/// Facts may be nested by the dots of their names or flat with dotted keys, so the schema has both.
pub fn schema(policy: &Policy) -> Json {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": policy.title.as_deref().unwrap_or(&policy.name),
        "$ref": "#/$defs/facts",
        "$defs": { "facts": facts(policy), "decision": decision(policy) }
    })
}

fn facts(policy: &Policy) -> Json {
    let mut root = Map::new();
    for fact in policy.facts.values() {
        let described = fact_schema(policy, fact);
        insert_nested(&mut root, &fact.name, &described);
        root.insert(fact.name.to_string(), described);
    }
    json!({ "type": "object", "properties": root, "additionalProperties": false })
}

fn insert_nested(properties: &mut Map<String, Json>, name: &str, described: &Json) {
    let Some((group, rest)) = name.split_once('.') else {
        properties.insert(name.to_owned(), described.clone());
        return;
    };
    let object = properties.entry(group).or_insert_with(
        || json!({ "type": ["object", "null"], "properties": {}, "additionalProperties": false }),
    );
    if let Some(Json::Object(inner)) = object.get_mut("properties") {
        insert_nested(inner, rest, described);
    }
}

fn fact_schema(policy: &Policy, fact: &Fact) -> Json {
    let mut described = value_schema(policy, fact.ty);
    if let Some(title) = &fact.title {
        described.insert("description".into(), json!(title.as_str()));
    }
    for (key, end) in [("minimum", &fact.low), ("maximum", &fact.high)] {
        match end {
            Some(Value::Integer(n)) => {
                described.insert(key.into(), json!(n));
            }
            Some(value) => {
                described.insert(format!("x-{key}"), json!(policy.value_words(value)));
            }
            None => {}
        }
    }
    // Null says the same as leaving the fact out: unknown, or `none` for an optional fact.
    json!({ "anyOf": [described, { "type": "null" }] })
}

fn value_schema(policy: &Policy, ty: Type) -> Map<String, Json> {
    let members = |of: EnumId| -> Vec<&str> {
        policy
            .enums
            .at(of)
            .members
            .iter()
            .map(|member| member.name.as_str())
            .collect()
    };
    let schema = match ty {
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Integer => json!({ "type": "integer" }),
        Type::Decimal => json!({ "type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?$" }),
        Type::Money => json!({ "type": ["number", "string"], "pattern": r"^-?\d+(\.\d{1,2}0*)?$" }),
        Type::Percent => json!({ "type": "string", "pattern": r"^-?\d+(\.\d+)?%$" }),
        Type::Date => json!({ "type": "string", "format": "date" }),
        Type::DateOrOpen => {
            json!({ "anyOf": [{ "type": "string", "format": "date" }, { "const": "open" }] })
        }
        Type::Duration => {
            json!({ "type": "string", "pattern": r"^[\d_]+ (day|week|month|year)s?$" })
        }
        Type::Text | Type::Window => json!({ "type": "string" }),
        Type::Enum(of) => json!({ "enum": members(of) }),
        Type::Set(of) => json!({ "type": "array", "items": { "enum": members(of) } }),
        Type::List(list) => elements(policy, list),
    };
    match schema {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

fn elements(policy: &Policy, list: ListId) -> Json {
    let fields = policy.lists.at(list).fields.iter();
    let fields: Map<String, Json> = fields
        .map(|field| (field.name.to_string(), fact_schema(policy, field)))
        .collect();
    let element = json!({ "type": "object", "properties": fields, "additionalProperties": false });
    json!({ "type": "array", "items": element })
}

/// What a decision can need: facts, and fields of elements by the way to them.
fn needs(policy: &Policy) -> Json {
    let facts: Vec<&str> = policy
        .facts
        .values()
        .map(|fact| fact.name.as_str())
        .collect();
    let mut forms = vec![json!({ "enum": facts })];
    for list in policy.lists.values() {
        let fields: Vec<&str> = list
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        let name = list.name.replace('.', r"\.");
        let pattern = format!(r"^{name}\[\d+\]\.({})$", fields.join("|"));
        forms.push(json!({ "type": "string", "pattern": pattern }));
    }
    match forms.as_slice() {
        [facts] => facts.clone(),
        forms => json!({ "anyOf": forms }),
    }
}

fn decision(policy: &Policy) -> Json {
    let mut outputs = Map::new();
    for output in policy.outputs.values() {
        let described = match (output.kind, output.ty) {
            (OutputKind::Periods, _) | (_, None) => {
                let period = json!({
                    "type": "object",
                    "properties": { "from": date_or_null(), "through": date_or_null() },
                    "required": ["from", "through"],
                    "additionalProperties": false
                });
                json!({ "type": "object", "additionalProperties": period })
            }
            (OutputKind::CoveredFrom | OutputKind::CoveredThrough, _) => date_or_null(),
            (kind, Some(ty)) => {
                let value = Json::Object(value_schema(policy, ty));
                match may_be_absent(policy, kind) {
                    true => json!({ "anyOf": [value, { "type": "null" }] }),
                    false => value,
                }
            }
        };
        outputs.insert(output.name.to_string(), described);
    }
    let mut readings = Map::new();
    for reading in policy.readings.values() {
        let choices: Vec<&str> = policy
            .enums
            .at(reading.choices)
            .members
            .iter()
            .map(|member| member.name.as_str())
            .collect();
        readings.insert(reading.head.name.to_string(), json!({ "enum": choices }));
    }
    json!({
        "type": "object",
        "properties": {
            "policy": { "const": policy.name.as_str() },
            "bundle": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" },
            "as_of": { "anyOf": [{ "type": "string", "format": "date" }, { "type": "null" }] },
            "status": { "enum": ["decided", "undetermined", "invalid", "failed"] },
            "outputs": { "type": "object", "properties": outputs, "additionalProperties": false },
            "reasons": { "type": "array", "items": { "type": "string" } },
            "needs": { "type": "array", "items": needs(policy) },
            "readings": { "type": "object", "properties": readings, "additionalProperties": false },
            "errors": { "type": "array", "items": error() },
            "trace": { "type": "array", "items": { "type": "object" } }
        },
        "required": [
            "policy", "bundle", "as_of", "status", "outputs", "reasons", "needs", "readings", "errors", "trace"
        ],
        "additionalProperties": false
    })
}

/// Whether a decision may have null for an output: where its item is not in force.
fn may_be_absent(policy: &Policy, output: OutputKind) -> bool {
    match output {
        OutputKind::Define(id) => !policy.defines.at(id).head.in_force.is_always(),
        OutputKind::Price(id) => !policy.prices.at(id).head.in_force.is_always(),
        _ => false,
    }
}

fn error() -> Json {
    let text = json!({ "type": ["string", "null"] });
    json!({
        "type": "object",
        "properties": {
            "code": { "type": "string" },
            "message": { "type": "string" },
            "fact": text, "given": text, "allowed": text, "item": text
        },
        "required": ["code", "message", "fact", "given", "allowed", "item"]
    })
}

fn date_or_null() -> Json {
    json!({ "anyOf": [{ "type": "string", "format": "date" }, { "const": "open" }, { "type": "null" }] })
}
