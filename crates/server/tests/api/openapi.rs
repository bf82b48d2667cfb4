//! The OpenAPI document is what the repository says it is.

#[test]
fn the_document_in_docs_is_the_one_the_handlers_make() {
    let made = serde_json::to_string_pretty(&discreet_server::app::openapi()).unwrap() + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        made == kept,
        "docs/openapi.json is not what the handlers make: run `cargo xtask openapi` and look at the difference"
    );
}
