package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Security;
import dev.carillon.loadtest.plan.Target;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/** TLS towards the server under test. */
final class TesterTls {
    private TesterTls() {}

    /** Makes the handler of one connection; all share one context, and so the sessions that they resume. */
    static Function<ByteBufAllocator, SslHandler> handlers(Target target, Security security) {
        SslContext context = context(security);
        return allocator ->
                context.newHandler(allocator, target.host(), target.address().getPort());
    }

    private static SslContext context(Security security) {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (security.insecure()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
        }
        security.authorities().ifPresent(file -> builder.trustManager(file.toFile()));
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new UnsupportedOperationException(
                    "--ca must be a file of certificates: " + unusable.getMessage(), unusable);
        }
    }
}
