package dev.carillon.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.handshake.ResponseHead;
import dev.carillon.protocol.InvalidJson;
import dev.carillon.protocol.LineAnswer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Publishes lines of JSON, many in one request. The calling thread sends. A virtual thread reads the answers meanwhile,
 * since the service does not read from a client that does not read.
 */
public final class LinePublisher implements AutoCloseable {
    private static final int CHUNK_BYTES = 32 << 10;
    private static final byte[] NOTHING = {};

    /**
     * The service answers each line, so it sends nothing only while it receives nothing, and requests end sooner than
     * this.
     */
    private static final Duration FOR_AN_ANSWER = Duration.ofSeconds(30);

    /**
     * A connection that is idle for longer may be closed by the service or a proxy just when the next request is sent.
     */
    private static final Duration UNUSED = Duration.ofSeconds(4);

    private final ServiceAccess access;
    private final LineListener listener;
    private final String head;

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(CHUNK_BYTES);
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    private @Nullable ServiceConnection connection;
    private long usedNanos;
    /** Null between two requests. */
    private @Nullable CompletableFuture<Boolean> answers;

    private long sent;

    public LinePublisher(ServiceAccess access, LineListener listener) {
        ServiceUrl url = access.url();
        this.access = access;
        this.listener = listener;
        this.head = "POST " + url.path("/publish") + " HTTP/1.1\r\nHost: " + url.hostHeader()
                + "\r\nUser-Agent: carillon\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n";
    }

    /** Lines that the service has published so far. Any thread may call this. */
    public long published() {
        return published.get();
    }

    /** Lines that were refused so far. Any thread may call this. */
    public long refused() {
        return refused.get();
    }

    /**
     * Adds one line to the next chunk. {@link #flush} sends what is not sent yet.
     *
     * @throws ServiceFailure when the service cannot be reached, or does not accept lines any more
     */
    public void send(byte[] line) throws ServiceFailure {
        if (answers == null) {
            begin();
        }
        lines.writeBytes(line);
        lines.write('\n');
        sent++;
        if (lines.size() >= CHUNK_BYTES) {
            flush();
        }
    }

    /** Skips a line: it is counted as an empty line, so that line numbers match the input. */
    public void skip() throws ServiceFailure {
        send(NOTHING);
    }

    /** Sends all lines that were added. */
    public void flush() throws ServiceFailure {
        if (lines.size() > 0) {
            byte[] chunk = lines.toByteArray();
            lines.reset();
            write(
                    (Integer.toHexString(chunk.length) + "\r\n").getBytes(ISO_8859_1),
                    chunk,
                    "\r\n".getBytes(ISO_8859_1));
        }
    }

    /** Ends the request, and waits for the rest of its answers. The next line begins another request. */
    public void finish() throws ServiceFailure {
        if (answers == null) {
            return;
        }
        flush();
        write("0\r\n\r\n".getBytes(ISO_8859_1));
        boolean lasting = await();
        answers = null;
        usedNanos = System.nanoTime();
        if (!lasting) {
            close();
        }
    }

    private void begin() throws ServiceFailure {
        if (connection != null && System.nanoTime() - usedNanos > UNUSED.toNanos()) {
            close();
        }
        byte[] request = (head + access.authorizationLine() + "\r\n").getBytes(ISO_8859_1);
        ServiceConnection current = connection;
        if (current == null) {
            current = ServiceConnection.open(access);
            connection = current;
        }
        Answers reader = new Answers(current, sent, published.get() + refused.get() > 0);
        CompletableFuture<Boolean> read = new CompletableFuture<>();
        answers = read;
        Thread.ofVirtual().start(() -> {
            try {
                read.complete(reader.read());
            } catch (ServiceFailure | RuntimeException failure) {
                read.completeExceptionally(failure);
            }
        });
        write(request);
    }

    private void write(byte[]... parts) throws ServiceFailure {
        CompletableFuture<Boolean> reading = answers;
        ServiceConnection current = connection;
        if (reading == null || current == null) {
            throw new IllegalStateException("expected a request that has begun");
        }
        if (reading.isDone()) {
            throw tooEarly();
        }
        try {
            for (byte[] part : parts) {
                current.out().write(part);
            }
        } catch (IOException notTaken) {
            // The service has ended the request; its answer says why.
            throw tooEarly();
        }
    }

    /** The reason for which the service has ended its answer before the request ended. */
    private ServiceFailure tooEarly() {
        try {
            await();
            return ServiceFailure.temporary("it ended the answer before the lines ended");
        } catch (ServiceFailure why) {
            return why;
        }
    }

    private boolean await() throws ServiceFailure {
        CompletableFuture<Boolean> reading = answers;
        try {
            return reading != null && reading.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof ServiceFailure failure) {
                throw failure;
            }
            throw failed;
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
        answers = null;
    }

    /** Reads the answers to one request. */
    private final class Answers {
        private final ServiceConnection from;
        private final long linesBefore;
        private final boolean answeredBefore;

        Answers(ServiceConnection from, long linesBefore, boolean answeredBefore) {
            this.from = from;
            this.linesBefore = linesBefore;
            this.answeredBefore = answeredBefore;
        }

        /** Returns whether the connection can carry the next request. */
        boolean read() throws ServiceFailure {
            boolean begun = answeredBefore;
            try {
                from.readTimeout(FOR_AN_ANSWER);
                AnswerReader reader = new AnswerReader(access.url(), from.in());
                ResponseHead answer = reader.readHead();
                begun = true;
                if (Answer.statusOf(answer) != 200) {
                    throw Diagnosis.ofStatus(access, "200", reader.readBody(answer));
                }
                BufferedReader text = new BufferedReader(new InputStreamReader(reader.bodyOf(answer), UTF_8));
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    note(line);
                }
                return AnswerReader.isLasting(answer);
            } catch (IOException lost) {
                throw begun ? Diagnosis.ofNoMoreAnswers(lost) : from.noAnswer(lost);
            }
        }

        private void note(String answer) throws ServiceFailure {
            if (!LineAnswer.fails(answer)) {
                published.incrementAndGet();
                return;
            }
            try {
                LineAnswer failed = LineAnswer.read(answer);
                String why = failed.error().orElse(answer);
                if (failed.line().isEmpty()) {
                    throw ServiceFailure.temporary("it ended the request: " + why);
                }
                refused.incrementAndGet();
                listener.onRefused(linesBefore + failed.line().getAsLong(), why);
            } catch (InvalidJson invalid) {
                throw Diagnosis.ofNoCarillon(String.valueOf(invalid.getMessage()));
            }
        }
    }
}
