package dev.carillon.http;

import dev.carillon.config.Authority;
import dev.carillon.config.Origins;
import dev.carillon.handshake.HeaderValues;
import dev.carillon.handshake.OpeningRequest;
import dev.carillon.handshake.ServerHandshake.Refused;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules for every request on a port, for HTTP and for the fast lane. Belongs to one loop. */
public final class RequestRules {
    /** The methods that some path offers; others are not implemented (RFC 9110, 9.1). */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE");

    private static final String CONTINUE = "100-continue";

    private Optional<Origins> origins;

    /** @param origins the pages that may send requests; empty permits all pages */
    public RequestRules(Optional<Origins> origins) {
        this.origins = origins;
    }

    public Optional<Origins> origins() {
        return origins;
    }

    /** Replaces the permitted origins. Open connections are not affected. */
    public void use(Origins next) {
        origins = Optional.of(next);
    }

    /** The refusal of a request that violates a rule. */
    public Optional<Refused> refusal(OpeningRequest request) {
        if (!METHODS.contains(request.method())) {
            return refused(501, "expected GET, HEAD, POST or OPTIONS, but was " + Answers.shown(request.method()));
        }
        List<String> nameless = request.values("");
        if (!nameless.isEmpty()) {
            return refused(
                    400, "expected a name before the colon of each header, but was : " + HeaderValues.shown(nameless));
        }
        List<String> hosts = request.values("Host");
        boolean hostMayBeMissing = request.httpVersion().equals("HTTP/1.0");
        if (hosts.isEmpty() ? !hostMayBeMissing : hosts.size() > 1 || !Authority.isOne(hosts.getFirst())) {
            return refused(400, "expected one Host such as example.com:8080, but was " + HeaderValues.shown(hosts));
        }
        if (!RequestTarget.isValid(request)) {
            return refused(
                    400,
                    "expected a path such as /topics/news.today, percent-encoded (RFC 3986), but was "
                            + RequestTarget.shown(request.target()));
        }
        List<String> expectations = request.values("Expect");
        if (!expectations.isEmpty()
                && !HeaderValues.elements(expectations).stream().allMatch(CONTINUE::equalsIgnoreCase)) {
            return refused(417, "expected Expect: 100-continue, but was " + HeaderValues.shown(expectations));
        }
        List<String> pages = request.values("Origin");
        return pages.isEmpty() || origins.isEmpty() ? Optional.empty() : foreign(request, pages, origins.get());
    }

    /** The host that {@code request} names, if any. */
    static Optional<Authority> asked(OpeningRequest request) {
        return RequestTarget.authority(request.target())
                .or(() -> request.values("Host").stream().findFirst().flatMap(Authority::of));
    }

    private static Optional<Refused> foreign(OpeningRequest request, List<String> pages, Origins origins) {
        Optional<Authority> asked = asked(request);
        return origins.admit(pages, asked)
                ? Optional.empty()
                : refused(
                        403,
                        "expected an Origin of the host "
                                + asked.map(Authority::host).orElse("in Host")
                                + ", or one that --allow-origin lists, but was " + HeaderValues.shown(pages));
    }

    private static Optional<Refused> refused(int status, String message) {
        return Optional.of(new Refused(status, message));
    }
}
