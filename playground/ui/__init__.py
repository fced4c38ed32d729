"""What Streamlit draws round the live view: the frame of every page, the experiment of a session, its controls."""
