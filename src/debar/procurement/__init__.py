"""Purchase records in: any format -> batches of `debar.model.Purchases`, with an account that adds up."""
