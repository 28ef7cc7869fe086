"""Pages of respondents: function views, one address per action."""
