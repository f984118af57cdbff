package dev.carillon.cli;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where a service is, as {@code http://host:port}. */
record ServiceUrl(String host, int port) {

    @Override
    public String toString() {
        return "http://" + host + ":" + port;
    }

    /** Reads what people type. */
    static final class Converter implements ITypeConverter<ServiceUrl> {
        @Override
        public ServiceUrl convert(String text) {
            try {
                URI uri = new URI(text);
                if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
                    return new ServiceUrl(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
                }
            } catch (URISyntaxException e) {
                // Told below, with an example, as anything else that is no such URL.
            }
            throw new TypeConversionException("expected a URL such as http://127.0.0.1:8080, but was '" + text + "'");
        }
    }
}
