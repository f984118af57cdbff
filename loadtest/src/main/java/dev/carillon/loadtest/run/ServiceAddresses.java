package dev.carillon.loadtest.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses of a process of {@code carillon serve}, which prints them when it is ready.
 *
 * @param authority host and port for clients
 * @param metrics URI of its metrics
 */
public record ServiceAddresses(String authority, URI metrics) {
    private static final Pattern LISTENS = Pattern.compile("carillon .+ listens on http://([^\\s/]+).*");
    private static final Pattern OPERATORS = Pattern.compile("for operators: (http://\\S+/metrics).*");

    /**
     * Waits until {@code service} prints its addresses. A virtual thread reads and ignores its later output.
     *
     * @throws IOException if the process ends before that; the message contains its output
     */
    public static ServiceAddresses of(Process service) throws IOException {
        BufferedReader out = service.inputReader(StandardCharsets.UTF_8);
        Optional<String> authority = Optional.empty();
        List<String> printed = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            printed.add(line);
            Matcher listens = LISTENS.matcher(line);
            Matcher operators = OPERATORS.matcher(line);
            if (listens.matches()) {
                authority = Optional.of(listens.group(1));
            } else if (operators.matches() && authority.isPresent()) {
                // A process whose output is not read stops when the pipe is full.
                Thread.ofVirtual().start(() -> out.lines().forEach(unread -> {}));
                return new ServiceAddresses(authority.get(), URI.create(operators.group(1)));
            }
        }
        throw new IOException(
                "expected the service to print its addresses, but it ended: " + String.join(" ", printed));
    }

    public String port() {
        return authority.substring(authority.lastIndexOf(':') + 1);
    }
}
