//! Reads what the server answers: the browser parses it, and this hands what the browser made of it to serde.
//!
//! serde finds the fields of a structure and the variants of an enum by their names or by their order. Here it is
//! always the order, and names are looked up in one place for all types. What would compare names and make messages
//! of errors for each type is then in no module: that was a seventh of the first one. A number that a browser cannot hold
//! exactly is an error, and not another number.

use std::fmt;
use std::slice::Iter;

use js_sys::{Array, Object, Reflect};
use serde::Deserializer;
use serde::de::value::U64Deserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use wasm_bindgen::{JsCast, JsValue};

/// The largest whole number that a browser's numbers hold exactly.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_991.0;

/// A value is not of the kind that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Unreadable;

/// Reads a value of the browser. A field that is not there has to have a default in its type.
pub fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, Unreadable> {
    T::deserialize(Value(value))
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not of the kind that was asked for")
    }
}

impl std::error::Error for Unreadable {}

impl Error for Unreadable {
    fn custom<T: fmt::Display>(why: T) -> Self {
        if cfg!(debug_assertions) {
            leptos::logging::error!("an answer cannot be read: {why}");
        }
        Self
    }
}

struct Value(JsValue);

impl Value {
    fn whole(&self) -> Result<i64, Unreadable> {
        let number = self.0.as_f64().ok_or(Unreadable)?;
        #[allow(clippy::cast_possible_truncation, reason = "it is whole and within bounds")]
        if number.fract() == 0.0 && number.abs() <= LARGEST_WHOLE {
            Ok(number as i64)
        } else {
            Err(Unreadable)
        }
    }

    fn text(&self) -> Result<String, Unreadable> {
        self.0.as_string().ok_or(Unreadable)
    }

    fn elements(self) -> Result<Elements, Unreadable> {
        Ok(Elements { of: self.0.dyn_into().map_err(|_| Unreadable)?, next: 0 })
    }

    fn object(self) -> Result<Object, Unreadable> {
        self.0.dyn_into().map_err(|_| Unreadable)
    }

    fn fields(self, names: &'static [&'static str]) -> Result<Fields, Unreadable> {
        Ok(Fields { of: self.object()?, names: names.iter() })
    }

    fn entries(self) -> Result<Entries, Unreadable> {
        Ok(Entries { of: Object::entries(&self.object()?), next: 0, value: JsValue::UNDEFINED })
    }

    /// A name alone, or an object of the one name and what belongs to it.
    fn variant(self, names: &[&str]) -> Result<Variant, Unreadable> {
        let (name, content) = if let Some(name) = self.0.as_string() {
            (name, JsValue::UNDEFINED)
        } else {
            let mut entries = self.entries()?;
            let (name, content) = entries.take().ok_or(Unreadable)?;
            (Value(name).text()?, content)
        };
        let index = names.iter().position(|known| *known == name).ok_or(Unreadable)?;
        Ok(Variant { index: index as u64, content: Self(content) })
    }
}

macro_rules! whole_numbers {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_i64(self.whole()?)
        })+
    };
}

macro_rules! numbers {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_f64(self.0.as_f64().ok_or(Unreadable)?)
        })+
    };
}

macro_rules! texts {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_string(self.text()?)
        })+
    };
}

impl<'de> Deserializer<'de> for Value {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if let Some(truth) = self.0.as_bool() {
            visitor.visit_bool(truth)
        } else if let Ok(whole) = self.whole() {
            visitor.visit_i64(whole)
        } else if let Some(number) = self.0.as_f64() {
            visitor.visit_f64(number)
        } else if let Ok(text) = self.text() {
            visitor.visit_string(text)
        } else if self.0.is_null() || self.0.is_undefined() {
            visitor.visit_unit()
        } else if Array::is_array(&self.0) {
            visitor.visit_seq(self.elements()?)
        } else {
            visitor.visit_map(self.entries()?)
        }
    }

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }
    numbers! { deserialize_f32 deserialize_f64 }
    texts! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(self.0.as_bool().ok_or(Unreadable)?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.elements()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.elements()?)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.elements()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(self.entries()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.fields(fields)?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_enum(self.variant(variants)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { bytes byte_buf }
}

/// An array.
struct Elements {
    of: Array,
    next: u32,
}

impl Elements {
    fn take(&mut self) -> Option<JsValue> {
        let element = (self.next < self.of.length()).then(|| self.of.get(self.next));
        self.next += 1;
        element
    }
}

impl<'de> SeqAccess<'de> for Elements {
    type Error = Unreadable;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unreadable> {
        self.take().map(|element| seed.deserialize(Value(element))).transpose()
    }
}

/// An object as the structure of these fields. One that is not there is answered as the end, for which serde takes the
/// field's default; the fields after it are answered all the same.
struct Fields {
    of: Object,
    names: Iter<'static, &'static str>,
}

impl Fields {
    fn take(&mut self) -> Option<JsValue> {
        let value = Reflect::get(&self.of, &JsValue::from_str(self.names.next()?)).ok()?;
        (!value.is_undefined()).then_some(value)
    }
}

impl<'de> SeqAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unreadable> {
        self.take().map(|value| seed.deserialize(Value(value))).transpose()
    }
}

/// An object as it is.
struct Entries {
    of: Array,
    next: u32,
    value: JsValue,
}

impl Entries {
    fn take(&mut self) -> Option<(JsValue, JsValue)> {
        let entry = self.of.get(self.next).dyn_into::<Array>().ok()?;
        self.next += 1;
        Some((entry.get(0), entry.get(1)))
    }
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some((name, value)) = self.take() else { return Ok(None) };
        self.value = value;
        seed.deserialize(Value(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unreadable> {
        seed.deserialize(Value(std::mem::take(&mut self.value)))
    }
}

/// A variant by its place among the variants, and what belongs to it.
struct Variant {
    index: u64,
    content: Value,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Unreadable;
    type Variant = Value;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Value), Unreadable> {
        let index: U64Deserializer<Unreadable> = self.index.into_deserializer();
        Ok((seed.deserialize(index)?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Value {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        if self.0.is_undefined() { Ok(()) } else { Err(Unreadable) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Unreadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_struct("", fields, visitor)
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use chrono::{DateTime, NaiveDate, Utc};
    use js_sys::JSON;
    use serde::{Deserialize, Serialize};
    use tokuten_core::money::Money;
    use tokuten_core::orders::OrderState;
    use tokuten_core::partners::Verification;
    use tokuten_core::problem::FieldError;
    use tokuten_core::subscriptions::Status;
    use tokuten_core::verdict::Requirement;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn here<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
        read(JSON::parse(text).map_err(|_| Unreadable)?)
    }

    /// What is read here is what `serde_json` reads.
    fn same<T: DeserializeOwned + PartialEq + Debug>(text: &str) {
        let usual = serde_json::from_str::<T>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(here::<T>(text).ok(), Some(usual), "{text}");
    }

    fn neither<T: DeserializeOwned + Debug>(text: &str) {
        assert!(serde_json::from_str::<T>(text).is_err() && here::<T>(text).is_err(), "{text}");
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Mixed {
        first: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        missing: Option<String>,
        #[serde(default)]
        list: Vec<i64>,
        #[serde(rename = "type")]
        kind: Sort,
        nothing: Option<bool>,
        pair: (u8, String),
        by_name: BTreeMap<String, f64>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Sort {
        Plain,
        OneThing(u8),
        Two(u8, String),
        Named {
            a: Option<u8>,
            #[serde(default)]
            b: bool,
        },
    }

    #[test]
    fn a_structure_is_read_whatever_is_left_out_or_in_another_order() {
        let rest = r#""nothing":null,"pair":[1,"é"],"by_name":{"x":0.5,"y":2}"#;
        same::<Mixed>(&format!(r#"{{"first":1,"type":"plain",{rest}}}"#));
        same::<Mixed>(&format!(
            r#"{{{rest},"list":[-1,0,9007199254740991],"type":{{"one_thing":7}},"first":4294967295}}"#
        ));
        same::<Mixed>(&format!(
            r#"{{"unknown":{{}},"missing":"here","type":{{"two":[7,"特典"]}},"first":0,{rest}}}"#
        ));
        same::<Mixed>(&format!(r#"{{"missing":null,"type":{{"named":{{"a":null}}}},"first":0,{rest}}}"#));
        same::<Mixed>(&format!(r#"{{"type":{{"named":{{"b":true,"a":3}}}},"first":0,{rest}}}"#));
    }

    #[test]
    fn what_is_of_another_kind_is_an_error() {
        let rest = r#""nothing":null,"pair":[1,"é"],"by_name":{}"#;
        neither::<Mixed>(&format!(r#"{{"type":"plain",{rest}}}"#));
        neither::<Mixed>(&format!(r#"{{"first":-1,"type":"plain",{rest}}}"#));
        neither::<Mixed>(&format!(r#"{{"first":1.5,"type":"plain",{rest}}}"#));
        neither::<Mixed>(&format!(r#"{{"first":1,"type":"other",{rest}}}"#));
        neither::<Mixed>(&format!(r#"{{"first":1,"type":"one_thing",{rest}}}"#));
        neither::<Mixed>("null");
        neither::<Vec<u8>>(r#"{"0":1}"#);
        neither::<String>("1");
        neither::<Sort>("{}");
        assert!(
            here::<i64>("9007199254740993").is_err(),
            "a number that the browser has rounded is not taken"
        );
    }

    #[test]
    fn the_domains_values_are_read() {
        same::<Money>(r#"{"amount":54900,"currency":"JPY"}"#);
        same::<NaiveDate>(r#""2028-02-29""#);
        same::<DateTime<Utc>>(r#""2027-05-09T18:31:00.5Z""#);
        same::<OrderState>(r#""awaiting_transfer""#);
        same::<Verification>(r#"{"rejected":{"reason":"no"}}"#);
        same::<Status>(r#"{"status":"active","opens":"2027-01-01","days_until":3}"#);
        same::<Vec<FieldError>>(r#"[{"field":"name","fault":"missing"}]"#);
        same::<Requirement>(r#"{"met":true,"code":"role","any_of":["global_admin"],"ask":["A"]}"#);
    }
}
