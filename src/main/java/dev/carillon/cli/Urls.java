package dev.carillon.cli;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a URL. */
final class Urls implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException mistake) {
            // The text before an at sign may contain a password.
            throw new TypeConversionException(
                    "expected a URL such as https://id.example.com/keys, was '" + text.replaceFirst(".*@", "…@") + "'");
        }
    }
}
