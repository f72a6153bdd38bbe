//! Policies and decisions as they are shown.

use super::*;

#[test]
fn facts_are_shown_field_by_field() {
    let at = policies();
    let at = at.to_str().unwrap();
    let shown = json(&bylaws(&["-C", at, "show", POLICY, "--format", "json"]));
    let sections = shown["sections"].as_array().unwrap();
    let facts = sections.iter().find(|s| s["section"] == "Facts").unwrap();
    let items = facts["items"].as_array().unwrap();
    let trimester = items
        .iter()
        .find(|i| i["name"] == "pregnancy.trimester")
        .unwrap();
    assert_eq!(trimester["type"], "integer");
    assert_eq!(
        trimester["range"],
        serde_json::json!({ "low": "1", "high": "3" })
    );
    assert_eq!(trimester["optional"], false);
    for section in sections {
        for item in section["items"].as_array().unwrap() {
            assert_eq!(item["layer"], POLICY, "{item}");
        }
    }
    let markdown = stdout(&bylaws(&["-C", at, "show", POLICY, "--format", "markdown"]));
    assert!(!markdown.contains("- ·"), "{markdown}");
    let text = stdout(&bylaws(&["-C", at, "show", POLICY]));
    let headline = text.lines().nth(1).unwrap();
    assert!(headline.contains(" examples"), "{headline}");
}

#[test]
fn several_requests_are_one_page() {
    let at = policies();
    let at = at.to_str().unwrap();
    let input = format!("{}\n{}\n", one_line(), one_line());
    let verb = [
        "-C", at, "explain", POLICY, "--facts", "-", "--format", "html",
    ];
    let page = stdout(&run(&verb, &input));
    assert_eq!(page.matches("<!doctype html>").count(), 1);
    assert_eq!(page.matches("</html>").count(), 1);
    assert_eq!(page.matches("<section").count(), 2);
    assert_eq!(page.matches("<h1>").count(), 2);
    let page = stdout(&run(&verb, &one_line()));
    assert!(!page.contains("<section"));
}
