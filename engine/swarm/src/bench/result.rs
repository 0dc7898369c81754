//! Figures by name, in the order they were found; written as JSON.

use std::fmt::Write as _;

/// What a measurement came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures(Vec<(String, f64)>);

impl Figures {
    pub fn add(&mut self, name: &str, value: f64) {
        self.0.push((name.to_owned(), value));
    }

    /// Lower quartile, median and upper quartile of `values` as `name_q1`, `name` and `name_q3`.
    pub fn spread(&mut self, name: &str, values: &[f64]) {
        self.add(name, quantile(values, 0.5));
        self.add(&format!("{name}_q1"), quantile(values, 0.25));
        self.add(&format!("{name}_q3"), quantile(values, 0.75));
    }

    /// One object. What is no number is null.
    #[must_use]
    pub fn json(&self) -> String {
        let mut text = String::from("{");
        for (place, (name, value)) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            if value.is_finite() {
                let _ = write!(text, "{comma}\"{name}\": {value}");
            } else {
                let _ = write!(text, "{comma}\"{name}\": null");
            }
        }
        text + "}"
    }
}

/// The value below which `part` of all lie; NaN for none.
#[must_use]
pub fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
    let place = ((sorted.len().saturating_sub(1)) as f64 * part).round() as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_json() {
        let mut figures = Figures::default();
        figures.add("a", 1.5);
        figures.spread("b", &[3.0, 1.0, 2.0]);
        figures.add("c", quantile(&[], 0.5));
        assert_eq!(figures.json(), r#"{"a": 1.5, "b": 2, "b_q1": 2, "b_q3": 3, "c": null}"#);
    }
}
