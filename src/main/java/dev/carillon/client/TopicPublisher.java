package dev.carillon.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPath;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages to one topic by HTTP. Each waits until the one before it is accepted; the connection is kept while
 * messages follow each other.
 */
public final class TopicPublisher implements AutoCloseable {
    private static final int ACCEPTED = 202;
    private static final Duration FOR_AN_ANSWER = Duration.ofSeconds(30);

    /**
     * A connection that is idle for longer may be closed by the service or a proxy just when the next message is sent.
     */
    private static final Duration UNUSED = Duration.ofSeconds(4);

    private final ServiceAccess access;
    private final String head;
    private @Nullable ServiceConnection connection;
    private long usedNanos;
    private boolean answered;

    public TopicPublisher(ServiceAccess access, TopicName topic, String contentType) {
        ServiceUrl url = access.url();
        this.access = access;
        this.head = "POST " + url.path("/topics/") + TopicPath.encode(topic.value()) + " HTTP/1.1\r\nHost: "
                + url.hostHeader() + "\r\nUser-Agent: carillon\r\nContent-Type: " + contentType + "\r\n";
    }

    /**
     * Publishes a message and returns the service's answer.
     *
     * @throws ServiceFailure when the service did not accept it, or it is unknown whether it did
     */
    public String publish(byte[] message) throws ServiceFailure {
        byte[] request = request(message);
        ServiceConnection current = connection();
        Answer answer;
        try {
            answer = ask(current, request);
        } catch (IOException lost) {
            throw answered ? Diagnosis.ofNoFurtherAnswer(lost) : current.noAnswer(lost);
        }
        answered = true;
        if (answer.lasting()) {
            usedNanos = System.nanoTime();
        } else {
            close();
        }
        if (answer.status() != ACCEPTED) {
            throw Diagnosis.ofStatus(access, "202", answer);
        }
        return answer.body().strip();
    }

    private Answer ask(ServiceConnection current, byte[] request) throws IOException, ServiceFailure {
        AnswerReader answers = new AnswerReader(access.url(), current.in());
        try {
            OutputStream out = current.out();
            out.write(request);
        } catch (IOException notTakenWhole) {
            return answerInstead(answers, notTakenWhole);
        }
        return answers.read();
    }

    /**
     * Reads the answer of a service that refuses a body: it answers before it has read the body, and then reads no more
     * of it.
     */
    private static Answer answerInstead(AnswerReader answers, IOException notTakenWhole)
            throws IOException, ServiceFailure {
        try {
            Answer answer = answers.read();
            return new Answer(answer.head(), answer.body(), false);
        } catch (IOException | ServiceFailure noAnswer) {
            throw notTakenWhole;
        }
    }

    /** The request as one array, so that a short message is one TCP segment. */
    private byte[] request(byte[] message) throws ServiceFailure {
        byte[] start = (head + access.authorizationLine() + "Content-Length: " + message.length + "\r\n\r\n")
                .getBytes(ISO_8859_1);
        byte[] request = new byte[start.length + message.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(message, 0, request, start.length, message.length);
        return request;
    }

    private ServiceConnection connection() throws ServiceFailure {
        if (connection != null && System.nanoTime() - usedNanos > UNUSED.toNanos()) {
            close();
        }
        ServiceConnection current = connection;
        if (current == null) {
            current = ServiceConnection.open(access);
            connection = current;
            try {
                current.readTimeout(FOR_AN_ANSWER);
            } catch (IOException lost) {
                throw current.noAnswer(lost);
            }
        }
        return current;
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
