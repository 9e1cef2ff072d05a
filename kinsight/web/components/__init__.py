"""Between Django's forms and the NHS components: parameters, never markup."""
