"""Commands of casework for those who keep the site running."""
