"""Plotly figures, independent of Streamlit: `small` draws arrays, `entries` draws entries of tables."""
