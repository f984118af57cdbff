package dev.carillon.hub;

import static dev.carillon.hub.HandRunHub.ENVELOPE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HubTest {
    private final HandRunHub rig = HandRunHub.withVisits(512);

    @Test
    void aPublicationReachesEveryPatternThatMatches() {
        List<Recorder> hear = List.of(
                rig.join("news.sports"), rig.join("news.*"), rig.join("*.sports"), rig.join("news.**"), rig.join("**"));
        List<Recorder> doNot = List.of(rig.join("news"), rig.join("news.sports.*"), rig.join("weather.*"));

        rig.publish("news.sports", "goal");
        rig.turns();

        assertThat(hear).allSatisfy(member -> assertThat(member.frames).containsExactly("goal"));
        assertThat(doNot).allSatisfy(member -> assertThat(member.frames).isEmpty());
    }

    @Test
    void subscribersWithTheSamePatternAndFormShareAnAudience() {
        Recorder one = rig.join("news.*");
        Recorder same = rig.join("news.*");
        Recorder otherForm = rig.join("news.*", ENVELOPE);

        assertThat(rig.audienceOf(one)).isSameAs(rig.audienceOf(same)).isNotSameAs(rig.audienceOf(otherForm));
        assertThat(rig.audienceOf(one).pattern()).isEqualTo(new TopicPattern("news.*"));
        assertThat(rig.audienceOf(one).subscriberCount()).isEqualTo(2);
        assertThat(rig.hub.patternCount()).isEqualTo(1);
    }

    @Test
    void formsOfAPatternAreAddedAndRemovedInAnyOrder() {
        for (int leavesFirst = 0; leavesFirst < 3; leavesFirst++) {
            HandRunHub rig = HandRunHub.withVisits(512);
            List<Recorder> forms = List.of(
                    rig.join("n.*"), rig.join("n.*", ENVELOPE), rig.join("n.*", publication -> new byte[] {'?'}));
            rig.leave(forms.get(leavesFirst));
            rig.publish("n.x", "a");
            rig.turns();
            for (int form = 0; form < 3; form++) {
                assertThat(forms.get(form).frames).hasSize(form == leavesFirst ? 0 : 1);
            }

            rig.leave(forms.get((leavesFirst + 1) % 3));
            rig.leave(forms.get((leavesFirst + 2) % 3));
            assertThat(rig.hub.patternCount()).isZero();
            rig.publish("n.x", "b");
            assertThat(rig.isAtRest()).isTrue();
        }
    }

    @Test
    void aPublicationWithoutAnAudienceIsAcceptedAndDiscarded() {
        assertThat(rig.publish("news", "a")).isTrue();

        assertThat(rig.isAtRest()).isTrue();
        assertThat(rig.published).isEqualTo(1);
        assertThat(rig.hub.pendingBytes()).isZero();
    }

    @Test
    void publicationsAboveTheBoundAreRefusedUntilTheSweepReleasesSpace() {
        HandRunHub rig = withPendingBytes(1000);
        Recorder member = rig.join("news");
        String text = "x".repeat(364);

        assertThat(rig.publish("news", text)).isTrue();
        assertThat(rig.hub.pendingBytes()).isEqualTo(364 + 128 + 8);
        assertThat(rig.publish("news", text)).isTrue();
        assertThat(rig.publish("news", "")).isFalse();
        assertThat(rig.refused).isEqualTo(1);
        assertThat(rig.published).isEqualTo(2);
        rig.turns();

        assertThat(rig.hub.pendingBytes()).isZero();
        assertThat(rig.publish("news", "")).isTrue();
        rig.turns();
        assertThat(member.frames).containsExactly(text, text, "");
    }

    @Test
    void reservedSpaceCountsAtOnceAndItsPublicationIsNeverRefused() {
        HandRunHub rig = withPendingBytes(2 * 128);
        Recorder member = rig.join("news");
        Publication first = HandRunHub.publication("news", "");
        Publication second = HandRunHub.publication("news", "");
        assertThat(rig.hub.reserve(first)).isEqualTo(PublishResult.TAKEN);
        assertThat(rig.hub.reserve(second)).isEqualTo(PublishResult.TAKEN);
        assertThat(rig.hub.reserve(HandRunHub.publication("news", ""))).isEqualTo(new Busy(256, 256));

        rig.hub.publish(first);
        rig.hub.publish(second);
        rig.turns();

        assertThat(member.frames).containsExactly("", "");
        assertThat(rig.hub.pendingBytes()).isZero();
    }

    @Test
    void cancelledSpaceIsReleased() {
        HandRunHub rig = withPendingBytes(1000);
        Publication publication = HandRunHub.publication("news", "x".repeat(872));
        assertThat(rig.hub.reserve(publication)).isEqualTo(PublishResult.TAKEN);
        assertThat(rig.hub.reserve(publication)).isEqualTo(new Busy(1000, 1000));

        rig.hub.cancel(publication);

        assertThat(rig.hub.pendingBytes()).isZero();
        assertThat(rig.hub.reserve(publication)).isEqualTo(PublishResult.TAKEN);
    }

    @Test
    void emptyPublicationsAreBoundedToo() {
        HandRunHub rig = withPendingBytes(1000);
        rig.join("news");

        int taken = 0;
        while (rig.publish("news", "")) {
            taken++;
        }
        assertThat(taken).isEqualTo(7);
    }

    @Test
    void aPublicationCountsOnceUntilItsLastAudienceIsDone() {
        HandRunHub rig = withPendingBytes(1000);
        List<Recorder> members = List.of(rig.join("a.b"), rig.join("a.*"), rig.join("**"));

        rig.publish("a.b", "x".repeat(500));
        assertThat(rig.hub.pendingBytes()).isEqualTo(500 + 128 + 3 * 8);
        rig.leave(members.get(0));
        rig.leave(members.get(1));
        assertThat(rig.hub.pendingBytes()).isEqualTo(500 + 128 + 3 * 8);
        rig.turns();
        assertThat(rig.hub.pendingBytes()).isZero();
    }

    @Test
    void theHubCountsTheSubscribersOfATopic() {
        rig.join("news", 3);
        rig.join("news", ENVELOPE);
        rig.join("*", 2);
        rig.join("news.*");

        assertThat(rig.hub.subscriberCount(new TopicName("news"))).isEqualTo(6);
        assertThat(rig.hub.subscriberCount(new TopicName("news.sports"))).isEqualTo(1);
        assertThat(rig.hub.subscriberCount(new TopicName("a.b.c"))).isZero();
    }

    @Test
    void patternsAreListedWithTheirSubscribersAndPublications() {
        rig.join("news", 3);
        rig.publish("news", "1");
        rig.join("news", ENVELOPE);
        rig.join("a.*");
        rig.join("b");
        rig.publish("news", "2");
        rig.publish("a.x", "3");
        rig.publish("a.y", "4");

        assertThat(rig.hub.patterns())
                .containsExactlyInAnyOrder(
                        new PatternCount(new TopicPattern("news"), 4, 2),
                        new PatternCount(new TopicPattern("a.*"), 1, 2),
                        new PatternCount(new TopicPattern("b"), 1, 0));
    }

    private static HandRunHub withPendingBytes(long pendingBytes) {
        return new HandRunHub(new SweepLimits(64 << 10, 512, Duration.ofDays(1), Duration.ofDays(1), pendingBytes));
    }
}
