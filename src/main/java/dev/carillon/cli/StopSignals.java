package dev.carillon.cli;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * SIGTERM, SIGINT and SIGHUP. The first signal requests a stop, a second one ends the process at once. If there is
 * something to reload, SIGHUP requests a reload instead, as in other services, unless it comes because the terminal of
 * the process has closed.
 *
 * <p>A shutdown hook is not enough: while it runs, the JVM ignores further signals, and it always ends with 143. The
 * only alternative is {@code sun.misc.Signal}. The JDK exports it, but javac warns of each use, so it is called by
 * reflection.
 */
public final class StopSignals {
    /** When a terminal closes, its shell and the kernel both send this signal, so it never counts as a second one. */
    private static final String HANGUP = "HUP";

    /** The exit code that a shell reports for a process that SIGTERM ended. */
    private static final int ENDED_AT_ONCE = 128 + 15;

    private static final Path TERMINAL = Path.of("/dev/tty");

    /** The action that a signal requests. */
    enum Asked {
        STOP,
        RELOAD,
        /** No signal has come. */
        NOTHING
    }

    private final AtomicBoolean stopping = new AtomicBoolean();
    /** At most one of each kind: several equal signals before the next read are one request. */
    private final BlockingQueue<Asked> asked = new ArrayBlockingQueue<>(2);

    private final boolean reloads;
    private final boolean hadTerminal;

    private StopSignals(boolean reloads) {
        this.reloads = reloads;
        this.hadTerminal = reloads && hasTerminal();
    }

    public static StopSignals listen() {
        return listen(false);
    }

    /**
     * @param reloads whether there is something to reload
     */
    static StopSignals listen(boolean reloads) {
        StopSignals signals = new StopSignals(reloads);
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
        Asked next = Asked.NOTHING;
        while (next != Asked.STOP) {
            next = asked.take();
        }
    }

    /** Waits for at most {@code most}. */
    Asked await(Duration most) throws InterruptedException {
        return Objects.requireNonNullElse(asked.poll(most.toMillis(), TimeUnit.MILLISECONDS), Asked.NOTHING);
    }

    /** Whether the process has a terminal: after that has closed, it cannot be opened (tty_ioctl(4), TIOCNOTTY). */
    private static boolean hasTerminal() {
        try {
            Files.newByteChannel(TERMINAL).close();
            return true;
        } catch (IOException none) {
            return false;
        }
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
        boolean hangup = name.equals(HANGUP);
        if (hangup && reloads && !stopping.get() && (!hadTerminal || hasTerminal())) {
            ask(Asked.RELOAD);
        } else if (stopping.compareAndSet(false, true)) {
            ask(Asked.STOP);
        } else if (!hangup) {
            Runtime.getRuntime().halt(ENDED_AT_ONCE);
        }
        return null;
    }

    private synchronized void ask(Asked next) {
        if (!asked.contains(next)) {
            asked.add(next);
        }
    }
}
