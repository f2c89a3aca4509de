//! The unified model: entities, fields, values, filter, order, record, mapping.
