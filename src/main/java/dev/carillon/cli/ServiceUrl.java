package dev.carillon.cli;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a service is, as {@code http://host:port}; {@code ws} means the same.
 *
 * @param tls whether sockets are encrypted: {@code https} or {@code wss}
 */
record ServiceUrl(String host, int port, boolean tls) {

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + host + ":" + port;
    }

    /** Reads what people type. */
    static final class Converter implements ITypeConverter<ServiceUrl> {
        @Override
        public ServiceUrl convert(String text) {
            try {
                URI uri = new URI(text);
                String scheme = uri.getScheme() == null ? "" : uri.getScheme();
                boolean tls = scheme.equals("https") || scheme.equals("wss");
                if (uri.getHost() != null && (tls || scheme.equals("http") || scheme.equals("ws"))) {
                    int usual = tls ? 443 : 80;
                    return new ServiceUrl(uri.getHost(), uri.getPort() < 0 ? usual : uri.getPort(), tls);
                }
            } catch (URISyntaxException e) {
                // Told below, with an example, as anything else that is no such URL.
            }
            throw new TypeConversionException("expected a URL such as http://127.0.0.1:8080, but was '" + text + "'");
        }
    }
}
