"""The advisory council: its seats, meetings and promises, and where its bodies agree."""
