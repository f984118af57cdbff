package dev.carillon.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * SIGTERM, SIGINT and SIGHUP: the first asks the process to stop, a second ends the process at once.
 *
 * <p>A shutdown hook would not do: the JVM waits for it through any further signal, and ends with 143 however well it went.
 * {@code sun.misc.Signal} is the only other way; the JDK exports it, but javac warns of each use, so it is called by name.
 */
public final class StopSignals {
    /** A terminal that closes sends it twice, by its shell and by the kernel, so it never counts as a second signal. */
    private static final String HANGUP = "HUP";

    /** As a shell reports a process that SIGTERM ended. */
    private static final int ENDED_AT_ONCE = 128 + 15;

    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicBoolean stopping = new AtomicBoolean();

    private StopSignals() {}

    public static StopSignals listen() {
        StopSignals signals = new StopSignals();
        try {
            signals.listenTo("TERM");
            signals.listenTo("INT");
            signals.listenTo(HANGUP);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this JDK has no sun.misc.Signal", missing);
        }
        return signals;
    }

    public void awaitFirst() throws InterruptedException {
        first.await();
    }

    private void listenTo(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object ours = Proxy.newProxyInstance(
                handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> received(name));
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    }

    private @Nullable Object received(String name) {
        if (stopping.compareAndSet(false, true)) {
            first.countDown();
        } else if (!name.equals(HANGUP)) {
            Runtime.getRuntime().halt(ENDED_AT_ONCE);
        }
        return null;
    }
}
