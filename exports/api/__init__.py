"""The read API for analysts and dashboards: addresses below /api/v1/, and the staff pages about them."""
