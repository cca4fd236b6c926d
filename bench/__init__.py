"""What Firstbell costs, beside the physical limit of the same work measured in the same run."""
