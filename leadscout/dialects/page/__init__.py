"""The page: leadscout for people with a browser, made on the server, and useful without JavaScript.

It is a language, like the vendors' APIs: addresses and forms are turned into what `service` is asked, and answers into
HTML. Every view is one module, its templates and its texts (README.md).
"""
