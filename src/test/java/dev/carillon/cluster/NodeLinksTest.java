package dev.carillon.cluster;

import static dev.carillon.bus.Listeners.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.ToldLines;
import dev.carillon.cluster.OutgoingLink.State;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** North sends to south over a wire that may fail. */
@Timeout(60)
class NodeLinksTest {
    @TempDir
    private Path files;

    private final LinkedNode south = new LinkedNode("south");
    private final Wire wire = new Wire(south.port());
    private final LinkedNode north = new LinkedNode("north");

    @AfterEach
    void close() {
        north.close();
        wire.close();
        south.close();
    }

    @Test
    void publicationsWaitUntilTheOtherNodeIsReady() throws InterruptedException {
        north.link(south, wire.port());
        north.tell(1, 100);
        south.ready();
        awaitInOrder(1, 100);
    }

    @Test
    void aLostConnectionLosesNothingDuplicatesNothingAndKeepsTheOrder() throws InterruptedException {
        south.ready();
        north.link(south, wire.port());
        north.tell("0");
        assertThat(south.next()).isEqualTo("0");
        Thread telling = Thread.ofPlatform().start(() -> north.tell(1, 20_000));
        for (int i = 0; i < 3; i++) {
            wire.cut();
        }
        telling.join();
        awaitInOrder(1, 20_000);
        assertThat(north.links.counts().givenUp.sum()).isZero();
        assertThat(south.links.counts().lost.sum()).isZero();
    }

    @Test
    void anOutageAndItsEndAreLogged() throws InterruptedException {
        south.ready();
        north.link(south, wire.port());
        north.tell("before");
        assertThat(south.next()).isEqualTo("before");
        try (ToldLines told = new ToldLines(OutgoingLink.class)) {
            wire.refuse();
            assertThat(told.next(1)).containsExactly("cluster link lost");
            awaitStatus(status -> status.isCutOff() && status.state() == State.CONNECTING);
            north.tell("meanwhile");
            wire.accept();
            assertThat(told.next(1)).containsExactly("cluster link healed");
        }
        assertThat(south.next()).isEqualTo("meanwhile");
        awaitStatus(status -> !status.isCutOff() && status.state() == State.UP);
        assertThat(status().healed()).isEqualTo(1);
        assertThat(status().lastHealing()).isPresent();
    }

    @Test
    void publicationsForANodeThatHangsAreBoundedAndTheLostOnesCounted() throws InterruptedException {
        south.ready();
        north.link(south, wire.port());
        north.tell("before");
        assertThat(south.next()).isEqualTo("before");
        wire.stand();
        String megabyte = "x".repeat(1 << 20);
        int count = 64;
        for (int i = 0; i < count; i++) {
            north.tell(megabyte);
        }
        assertThat(status().waitingBytes()).isLessThanOrEqualTo(16 << 20);
        wire.go();
        north.tell("after");
        int came = 0;
        while (!south.next().equals("after")) {
            came++;
        }
        assertThat(came).isPositive().isLessThan(count);
        awaitCounted(count - came);
    }

    @Test
    void publicationsWithoutASubscriberOnTheOtherNodeAreNotSent() throws InterruptedException {
        south.readyWithoutSubscribers();
        north.link(south, wire.port());
        awaitStatus(status -> status.state() == State.UP);
        south.links.interest().appeared(new TopicPattern("wanted.*"));
        north.tell("unwanted", "1");
        north.tell("wanted.a", "2");
        assertThat(south.next()).isEqualTo("2");
        assertThat(north.links.counts().sent.sum()).isEqualTo(1);
    }

    /** North receives the interest of a subscriber late, and must send everything published since it subscribed. */
    @Test
    void aSubscriberMissesNothingOnASlowNetwork() throws InterruptedException {
        wire.delay(200);
        south.readyWithoutSubscribers();
        north.link(south, wire.port());
        Until.holds("north knows that south has no subscriber", () -> {
            long before = north.links.counts().sent.sum();
            north.tell("a", "before");
            return north.links.counts().sent.sum() == before;
        });
        south.links.interest().appeared(new TopicPattern("a"));
        north.tell("a", "first");
        north.tell("a", "second");
        String came = south.next();
        while (came.equals("before")) {
            came = south.next();
        }
        assertThat(came).isEqualTo("first");
        assertThat(south.next()).isEqualTo("second");
    }

    @Test
    void aNodeThatStopsSendsAllAndIsNotReportedAsLost() throws InterruptedException {
        south.ready();
        south.link(north, north.port());
        north.link(south, wire.port());
        north.tell("before");
        assertThat(south.next()).isEqualTo("before");
        north.tell(1, 1000);
        get(north.links.stop());
        awaitInOrder(1, 1000);
        Until.holds("north is not missed", () -> south.links.statuses().isEmpty());
    }

    @Test
    void anotherProcessAtTheSameAddressReceivesNothingForItsPredecessor() throws InterruptedException {
        south.ready();
        LinkedNode gone = new LinkedNode("gone");
        gone.close();
        north.link(gone, wire.port());
        north.tell("for the one that is gone");
        Until.holds("the link ends", () -> north.links.statuses().isEmpty());
        north.link(south, wire.port());
        north.tell("for south");
        assertThat(south.next()).isEqualTo("for south");
    }

    @Test
    void nodesWithDifferentSecretsDoNotLinkAndBothLogTheReason() throws IOException, InterruptedException {
        String why = "it has another secret; all nodes must have the same --cluster-secret-file";
        try (LinkedNode one = new LinkedNode("one", "c", secret("1")).ready();
                LinkedNode two = new LinkedNode("two", "c", secret("2")).ready();
                ToldLines outgoing = new ToldLines(OutgoingLink.class);
                ToldLines incoming = new ToldLines(IncomingLinks.class)) {
            one.link(two, two.port());
            assertThat(outgoing.next(1)).containsExactly("cluster link refused");
            assertThat(incoming.next(1)).containsExactly("cluster link of another node refused");
            Until.holds(
                    "why is told",
                    () -> one.links.statuses().getFirst().reason().equals(why));
            one.tell("secret");
            assertThat(one.links.counts().sent.sum()).isZero();
        }
    }

    @Test
    void aNodeWithoutTheSecretIsRefusedByANodeWithIt() throws IOException, InterruptedException {
        try (LinkedNode one = new LinkedNode("one").ready();
                LinkedNode two = new LinkedNode("two", "cluster", secret("2")).ready();
                ToldLines outgoing = new ToldLines(OutgoingLink.class)) {
            one.link(two, two.port());
            two.link(one, one.port());
            assertThat(outgoing.next(2)).containsOnly("cluster link refused");
        }
    }

    @Test
    void nodesWithTheSameSecretLink() throws IOException, InterruptedException {
        try (LinkedNode one = new LinkedNode("one", "c", secret("1")).ready();
                LinkedNode two = new LinkedNode("two", "c", secret("1")).ready()) {
            one.link(two, two.port());
            one.tell("hello");
            assertThat(two.next()).isEqualTo("hello");
        }
    }

    @Test
    void aConnectionOfAnotherProgramIsClosed() throws IOException, InterruptedException {
        List<Socket> strangers = new ArrayList<>();
        south.ready();
        try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), south.port())) {
            OutputStream out = stranger.getOutputStream();
            out.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(UTF_8));
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        }
        for (int i = 0; i < 100; i++) {
            strangers.add(new Socket(InetAddress.getLoopbackAddress(), south.port()));
        }
        north.link(south, wire.port());
        north.tell("hello");
        assertThat(south.next()).isEqualTo("hello");
        for (Socket stranger : strangers) {
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            stranger.close();
        }
    }

    private ClusterSecret secret(String digit) throws IOException {
        Path file = files.resolve(digit);
        Files.writeString(file, digit.repeat(32));
        return ClusterSecret.of(Optional.of(file));
    }

    private void awaitInOrder(int first, int last) throws InterruptedException {
        for (int i = first; i <= last; i++) {
            assertThat(south.next()).isEqualTo(Integer.toString(i));
        }
    }

    private LinkStatus status() {
        return north.links.statuses().getFirst();
    }

    /** The status is up to a quarter of a second old. */
    private void awaitStatus(Predicate<LinkStatus> condition) {
        Until.holds("the link is as it should be", () -> condition.test(status()));
    }

    /** Waits on both sides. */
    private void awaitCounted(int missing) {
        Until.holds(
                "both have counted " + missing,
                () -> north.links.counts().givenUp.sum() == missing
                        && south.links.counts().lost.sum() == missing);
    }
}
