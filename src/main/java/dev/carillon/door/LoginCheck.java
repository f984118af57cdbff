package dev.carillon.door;

import dev.carillon.auth.AuthenticationResult;
import dev.carillon.auth.Authenticator;
import dev.carillon.auth.Credentials;
import dev.carillon.auth.Denial;
import dev.carillon.auth.Grant;
import dev.carillon.endpoint.Renewal;
import dev.carillon.handshake.OpeningRequest;
import dev.carillon.handshake.ServerHandshake;
import dev.carillon.http.Answers;
import dev.carillon.http.ClientAddress;
import dev.carillon.http.ClientCredentials;
import dev.carillon.http.RequestRules;
import dev.carillon.http.RequestTarget;
import dev.carillon.lane.Connection;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.rate.FailedLogins;
import dev.carillon.rate.Limited;
import dev.carillon.rate.LoopRates;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks the credentials of each request, and those that a session sends later. No other code does. A check that takes
 * more than some microseconds runs on a worker thread. {@link Authenticator} decides what credentials permit; this
 * class adds the limits on failed and concurrent checks, the answer to the client, and the metrics. Belongs to the
 * loop.
 */
public final class LoginCheck implements Renewal {
    private static final Logger LOG = System.getLogger(LoginCheck.class.getName());

    /** Beyond this number a client would wait for the result longer than its own timeout. */
    public static final int VERIFYING_MAX = 1024;

    /**
     * Checks that wait for the issuer's keys at one time. Credentials that need no such keys are counted separately.
     */
    private static final int AWAITING_KEYS_MAX = 512;

    private static final String CHALLENGE = "WWW-Authenticate";

    /** RFC 6750, 3.1. */
    private static final Map<String, String> ANY_CREDENTIALS = Map.of(CHALLENGE, "Bearer realm=\"carillon\"");

    private static final Map<String, String> OTHER_CREDENTIALS =
            Map.of(CHALLENGE, "Bearer realm=\"carillon\", error=\"invalid_token\"");

    private static final Map<String, String> ONE_CREDENTIAL =
            Map.of(CHALLENGE, "Bearer realm=\"carillon\", error=\"invalid_request\"");

    /**
     * Otherwise the credentials verified last would count instead of those sent last, and one client could use all
     * capacity.
     */
    private static final Refused ONE_AT_A_TIME = new Refused(
            ErrorCode.TRY_AGAIN_LATER,
            "expected one authenticate at a time, but the one before is still being verified: send this again after its answer");

    private final Authenticator authenticator;
    private final FailedLogins failedLogins;
    private final LoopRates rates;
    private final RequestRules rules;
    private final ClientAddress clients;
    private final Context context;
    private final DoorMeters meters;
    private final DenialListener denials;
    private int verifying;
    private int awaitingKeys;

    /**
     * Open connections with credentials that are being verified. By identity: Netty treats a connection as equal to a
     * later one with the same descriptor.
     */
    private final Set<Connection> renewing = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param context of the loop */
    public LoginCheck(
            Authenticator authenticator,
            FailedLogins failedLogins,
            LoopRates rates,
            RequestRules rules,
            ClientAddress clients,
            Context context,
            DoorMeters meters,
            DenialListener denials) {
        this.authenticator = authenticator;
        this.failedLogins = failedLogins;
        this.rates = rates;
        this.rules = rules;
        this.clients = clients;
        this.context = context;
        this.meters = meters;
        this.denials = denials;
    }

    /** Tokens that are being verified. */
    public int verifyingCount() {
        return verifying;
    }

    /** The answer on {@code request}, if it can be given at once; else {@link #later} gives it. */
    public Optional<Login> now(OpeningRequest request, Supplier<@Nullable InetSocketAddress> peer) {
        // Where every client may do everything, nothing that it sends is looked at.
        return authenticator.isOpen()
                ? Optional.of(Login.OPEN)
                : now(credentials(request), request.target(), new Sender(peer, Optional.empty()));
    }

    /** Passes the answer on {@code request} to {@code then}, after this method has returned. */
    public void later(OpeningRequest request, Supplier<@Nullable InetSocketAddress> peer, Consumer<Login> then) {
        later(credentials(request), request.target(), new Sender(peer, Optional.empty()), then);
    }

    private Credentials credentials(OpeningRequest request) {
        return ClientCredentials.of(request, rules.origins());
    }

    @Override
    public void verify(String secret, Connection connection, Consumer<Result> then) {
        if (renewing.contains(connection)) {
            then.accept(ONE_AT_A_TIME);
            return;
        }
        Credentials credentials = new Credentials.Presented(secret);
        Sender sender = new Sender(() -> clients.ofOpen(connection.remoteAddress()), Optional.of(connection));
        Optional<Login> known = now(credentials, WebSocketRoutes.SESSIONS, sender);
        if (known.isPresent()) {
            then.accept(result(known.get()));
        } else {
            renewing.add(connection);
            later(credentials, WebSocketRoutes.SESSIONS, sender, login -> {
                renewing.remove(connection);
                then.accept(result(login));
            });
        }
    }

    private static Result result(Login login) {
        return switch (login) {
            case Login.Accepted accepted -> new Accepted(accepted.grant());
            case Login.Refused(ServerHandshake.Refused answer, Optional<Limited> limited) ->
                limited.map(Refused::new)
                        .orElseGet(() -> new Refused(
                                answer.status() == 401 ? ErrorCode.UNAUTHORIZED : ErrorCode.TRY_AGAIN_LATER,
                                answer.message()));
        };
    }

    private Optional<Login> now(Credentials credentials, String target, Sender sender) {
        Optional<AuthenticationResult> known = authenticator.known(credentials);
        return limited(credentials, known, sender)
                .<Login>map(Login.Refused::new)
                .or(() -> known.or(() -> authenticator.quick(credentials))
                        .map(verdict -> login(verdict, target, sender)));
    }

    /**
     * Present if credentials from this address are not checked at the moment. Credentials that are known to be valid
     * are always accepted, so that a client is not locked out by another client behind the same address. A request
     * without credentials is not an attempt.
     */
    private Optional<Limited> limited(Credentials credentials, Optional<AuthenticationResult> known, Sender sender) {
        boolean isTried = !(credentials instanceof Credentials.None)
                && known.filter(AuthenticationResult.Granted.class::isInstance).isEmpty();
        return isTried ? limited(sender) : Optional.empty();
    }

    private Optional<Limited> limited(Sender sender) {
        Optional<InetAddress> address = sender.address();
        return address.isPresent()
                ? failedLogins.limited(address.get())
                : sender.connection().flatMap(rates::failedLogins);
    }

    private void failed(Sender sender) {
        sender.address()
                .ifPresentOrElse(failedLogins::failed, () -> sender.connection().ifPresent(rates::loginFailed));
    }

    /**
     * The origin of credentials.
     *
     * @param peer the address of the client; null if it is not known or the connection has ended
     * @param connection the open connection of a session; empty for a request
     */
    private record Sender(Supplier<@Nullable InetSocketAddress> peer, Optional<Connection> connection) {
        Optional<InetAddress> address() {
            return Optional.ofNullable(peer.get()).map(InetSocketAddress::getAddress);
        }
    }

    private void later(Credentials credentials, String target, Sender sender, Consumer<Login> then) {
        CompletableFuture<Void> keys = authenticator.ready(credentials).toCompletableFuture();
        if (keys.isDone()) {
            verify(credentials, target, sender, then);
        } else if (awaitingKeys >= AWAITING_KEYS_MAX) {
            tooMany("expected fewer tokens that wait for the keys of their issuer, but there are too many", then);
        } else {
            awaitingKeys++;
            Future.fromCompletionStage(keys, context).onComplete(ready -> {
                awaitingKeys--;
                verify(credentials, target, sender, then);
            });
        }
    }

    private void verify(Credentials credentials, String target, Sender sender, Consumer<Login> then) {
        if (verifying >= VERIFYING_MAX) {
            tooMany("expected fewer tokens to verify at a time, but there are too many", then);
            return;
        }
        verifying++;
        context.executeBlocking(() -> authenticator.verify(credentials), false).onComplete(verified -> {
            verifying--;
            if (verified.failed()) {
                LOG.log(Level.ERROR, "a token could not be verified", verified.cause());
            }
            then.accept(
                    verified.succeeded()
                            ? login(verified.result(), target, sender)
                            : new Login.Refused(Answers.unavailable("expected to verify the token, but that failed")));
        });
    }

    private void tooMany(String why, Consumer<Login> then) {
        context.runOnContext(soon -> then.accept(new Login.Refused(Answers.unavailable(why))));
    }

    private Login login(AuthenticationResult verdict, String target, Sender sender) {
        return switch (verdict) {
            // The key was revoked while it was verified.
            case AuthenticationResult.Granted granted
            when granted.grant().key().isRevoked() ->
                login(
                        new AuthenticationResult.Denied(
                                Denial.UNKNOWN_KEY, granted.grant().whyEnded()),
                        target,
                        sender);
            case AuthenticationResult.Granted granted -> new Login.Accepted(granted.grant());
            case AuthenticationResult.Denied denied -> {
                meters.denied(denied.why());
                if (denied.why() != Denial.MISSING) {
                    failed(sender);
                }
                denials.denied(denied, RequestTarget.path(target), sender.peer().get());
                yield new Login.Refused(answer(denied));
            }
            case AuthenticationResult.Unknown unknown -> new Login.Refused(answer(unknown));
        };
    }

    /** The answer to a request whose credentials have expired or were revoked while it was served. */
    public static ServerHandshake.Refused refusalOfEnded(Grant grant) {
        return new ServerHandshake.Refused(
                401, grant.whyEnded() + ": send the rest with other credentials", OTHER_CREDENTIALS);
    }

    private static ServerHandshake.Refused answer(AuthenticationResult.Denied denied) {
        return switch (denied.why()) {
            case SEVERAL -> new ServerHandshake.Refused(400, denied.message(), ONE_CREDENTIAL);
            case MISSING -> new ServerHandshake.Refused(401, denied.message(), ANY_CREDENTIALS);
            case MALFORMED,
                    UNKNOWN_KEY,
                    WRONG_ALGORITHM,
                    BAD_SIGNATURE,
                    EXPIRED,
                    NOT_YET_VALID,
                    WRONG_AUDIENCE,
                    WRONG_ISSUER,
                    INVALID_CLAIM -> new ServerHandshake.Refused(401, denied.message(), OTHER_CREDENTIALS);
        };
    }

    private static ServerHandshake.Refused answer(AuthenticationResult.Unknown unknown) {
        long seconds = Math.max(1, unknown.retryAfter().plusMillis(999).toSeconds());
        return ServerHandshake.Refused.withRetryAfter(503, unknown.message(), seconds);
    }
}
