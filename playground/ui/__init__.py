"""The Streamlit interface: the frame of every page, the experiment of a session, and its controls."""
