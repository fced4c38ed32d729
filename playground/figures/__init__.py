"""Plotly figures that know no Streamlit: `small` takes arrays, `entries` takes an entry of a table."""
