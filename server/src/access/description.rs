//! What the API says of itself: its routes, and a body for each that its types take.

use serde_json::{Map, Value, json};

use super::BODIES;
use crate::testing::TestApp;

/// What a route takes.
pub enum Takes {
    Nothing,
    Json(Value),
    Form(String),
}

/// A route of the description.
pub struct Route {
    pub method: String,
    pub path: String,
    pub takes: Takes,
}

/// Every route of the API's own description.
pub async fn routes(app: &TestApp) -> Vec<Route> {
    let card = app.card("4242 4242 4242 4242").await;
    let description = app.stranger().get("/api/openapi.json").await.body;
    let paths = description["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let methods: Vec<_> = item.as_object().unwrap().iter().collect();
        let route = |(method, operation): (&String, &Value)| {
            let method = method.to_uppercase();
            let takes = takes((&method, path), operation, &description, &card);
            Route { method, path: path.clone(), takes }
        };
        methods.into_iter().map(route).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

fn takes(of: (&str, &str), operation: &Value, description: &Value, card: &str) -> Takes {
    if let Some((_, _, body)) = BODIES.iter().find(|(method, path, _)| (*method, *path) == of) {
        let json = serde_json::from_str(&body.replace("CARD", card));
        return json.map_or_else(|_| Takes::Form((*body).to_owned()), Takes::Json);
    }
    let content = &operation["requestBody"]["content"];
    match (&content["application/json"], &content["multipart/form-data"]) {
        (Value::Object(json), _) => Takes::Json(made_up(&json["schema"], description)),
        (_, Value::Object(_)) => Takes::Form("--end--\r\n".to_owned()),
        _ => Takes::Nothing,
    }
}

/// The least that a schema takes.
fn made_up(schema: &Value, description: &Value) -> Value {
    let again = |schema: &Value| made_up(schema, description);
    if let Some(reference) = schema["$ref"].as_str() {
        return again(description.pointer(reference.trim_start_matches('#')).unwrap());
    }
    let alternatives = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    if let Some(first) = alternatives.and_then(|all| all.iter().find(|one| one["type"] != "null")) {
        return again(first);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let parts = parts.iter().map(again);
        return parts.filter_map(|part| part.as_object().cloned()).flatten().collect::<Map<_, _>>().into();
    }
    if let Some(values) = schema["enum"].as_array() {
        return values[0].clone();
    }
    let kind = schema["type"].as_array().map_or(&schema["type"], |kinds| &kinds[0]);
    match (kind.as_str(), schema["format"].as_str()) {
        (Some("object"), _) => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let value = |name: &str| match name {
                // The one text that the types look at more closely.
                "currency" => json!("JPY"),
                _ => again(&schema["properties"][name]),
            };
            required.map(|name| (name.to_owned(), value(name))).collect()
        }
        (Some("array"), _) => json!([]),
        (Some("boolean"), _) => json!(false),
        (Some("integer" | "number"), _) => json!(1),
        (_, Some("date")) => json!("2027-03-10"),
        (_, Some("date-time")) => json!("2027-03-10T12:00:00Z"),
        _ => json!("x"),
    }
}
