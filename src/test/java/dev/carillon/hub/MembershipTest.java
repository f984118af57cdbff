package dev.carillon.hub;

import static dev.carillon.hub.HandRunHub.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What subscribers receive when they join and leave while publications are being delivered. */
class MembershipTest {
    private static final int MEMBERS = 6;

    private final HandRunHub rig = HandRunHub.withVisits(512);

    @Test
    void aNewMemberGetsLaterPublications() {
        Recorder first = rig.join("news");
        rig.publish("news", "a");
        Recorder second = rig.join("news");
        rig.publish("news", "b");
        Recorder third = rig.join("news");
        Recorder fourth = rig.join("news");
        rig.publish("news", "c");
        Recorder fifth = rig.join("news");
        rig.turns();

        assertThat(first.frames).containsExactly("a", "b", "c");
        assertThat(second.frames).containsExactly("b", "c");
        assertThat(third.frames).containsExactly("c");
        assertThat(fourth.frames).containsExactly("c");
        assertThat(fifth.frames).isEmpty();
        assertThat(first.deliveries)
                .as("the batch is not cut for those who join")
                .containsExactly(3);

        rig.publish("news", "d");
        rig.turns();
        assertThat(List.of(first, second, third, fourth, fifth))
                .allSatisfy(member -> assertThat(member.frames).endsWith("d"));
    }

    @Test
    void aMemberThatLeavesGetsNothingMore() {
        List<Recorder> members = rig.join("news", 3);
        rig.publish("news", "a");
        rig.leave(members.get(1));
        rig.turns();

        assertThat(members.get(0).frames).containsExactly("a");
        assertThat(members.get(1).frames).isEmpty();
        assertThat(members.get(2).frames).containsExactly("a");
    }

    @Test
    void otherMembersGetEverythingWheneverOneLeavesDuringASweep() {
        for (int walked = 0; walked <= MEMBERS; walked++) {
            for (int leaver = 0; leaver < MEMBERS; leaver++) {
                HandRunHub rig = HandRunHub.withVisits(1);
                List<Recorder> members = rig.join("news", MEMBERS);
                rig.publish("news", "a");
                run(rig, walked);
                rig.publish("news", "b");

                rig.leave(members.get(leaver));
                Recorder joined = rig.join("news");
                rig.publish("news", "c");
                rig.turns();
                rig.publish("news", "d");
                rig.turns();

                String where = "member %d left after %d visits".formatted(leaver, walked);
                assertThat(joined.frames).as(where).containsExactly("c", "d");
                Recorder gone = members.remove(leaver);
                assertThat(gone.frames).as(where).hasSize(leaver < walked ? 1 : 0);
                assertThat(members)
                        .as(where)
                        .allSatisfy(m -> assertThat(m.frames).containsExactly("a", "b", "c", "d"));
            }
        }
    }

    @Test
    void anyTwoMembersMayLeaveDuringASweep() {
        for (int walked = 0; walked <= MEMBERS; walked++) {
            for (int one = 0; one < MEMBERS; one++) {
                for (int other = one + 1; other < MEMBERS; other++) {
                    HandRunHub rig = HandRunHub.withVisits(1);
                    List<Recorder> members = new ArrayList<>(rig.join("news", MEMBERS / 2));
                    rig.publish("news", "a");
                    members.addAll(rig.join("news", MEMBERS / 2));
                    rig.publish("news", "b");
                    rig.leave(members.get(one));
                    run(rig, walked);
                    rig.leave(members.get(other));
                    rig.publish("news", "c");
                    rig.turns();

                    String where = "%d and %d left around visit %d".formatted(one, other, walked);
                    for (int index = 0; index < MEMBERS; index++) {
                        if (index != one && index != other) {
                            assertThat(String.join("", members.get(index).frames))
                                    .as("member %d, %s", index, where)
                                    .isEqualTo(index < MEMBERS / 2 ? "abc" : "bc");
                        }
                    }
                }
            }
        }
    }

    @Test
    void anyMemberMayRemoveAnyOtherWithinItsDelivery() {
        for (int actor = 0; actor < MEMBERS; actor++) {
            for (int leaver = 0; leaver < MEMBERS; leaver++) {
                HandRunHub rig = HandRunHub.withVisits(512);
                List<Recorder> members = rig.join("news", MEMBERS);
                List<Recorder> joined = new ArrayList<>();
                Recorder gone = members.get(leaver);
                Recorder acts = members.get(actor);
                acts.onDeliver = () -> {
                    acts.onDeliver = () -> {};
                    rig.leave(gone);
                    joined.add(rig.join("news"));
                    rig.publish("news", "b");
                };
                rig.publish("news", "a");
                rig.turns();

                String where = "%d made %d leave".formatted(actor, leaver);
                assertThat(gone.frames).as(where).hasSize(leaver <= actor ? 1 : 0);
                members.remove(leaver);
                assertThat(members)
                        .as(where)
                        .allSatisfy(m -> assertThat(m.frames).containsExactly("a", "b"));
                assertThat(joined)
                        .as(where)
                        .allSatisfy(m -> assertThat(m.frames).containsExactly("b"));
            }
        }
    }

    @Test
    void allMembersMayLeaveWithinOneDelivery() {
        List<Recorder> members = rig.join("news", 100);
        List<Recorder> joined = new ArrayList<>();
        members.get(60).onDeliver = () -> {
            members.forEach(rig::leave);
            assertThat(rig.hub.patternCount()).isZero();
            joined.add(rig.join("news"));
            rig.publish("news", "b");
        };
        rig.publish("news", "a");
        rig.turns();

        assertThat(members.get(60).frames).containsExactly("a");
        assertThat(members.get(61).frames).isEmpty();
        assertThat(joined.getFirst().frames).containsExactly("b");
        assertThat(rig.hub.pendingBytes()).isZero();
    }

    @Test
    void manyMembersMayJoinWithinADelivery() {
        Recorder first = rig.join("news");
        List<Recorder> joined = new ArrayList<>();
        first.onDeliver = () -> joined.addAll(rig.join("news", 100));
        rig.publish("news", "a");
        rig.turns();

        assertThat(joined)
                .hasSize(100)
                .allSatisfy(member -> assertThat(member.frames).isEmpty());
    }

    @Test
    void aMemberThatRejoinsMissesPublicationsBetween() {
        HandRunHub rig = HandRunHub.withVisits(1);
        List<Recorder> members = rig.join("news", 2);
        Recorder returns = members.getFirst();
        rig.publish("news", "a");
        rig.turn();
        rig.leave(returns);
        rig.publish("news", "b");
        rig.join("news", RAW, returns);
        rig.publish("news", "c");
        rig.turns();

        assertThat(returns.frames).containsExactly("a", "c");
        assertThat(members.get(1).frames).containsExactly("a", "b", "c");
    }

    @Test
    void aMemberInAReusedSlotGetsNothingFromBeforeItsJoin() {
        HandRunHub rig = new HandRunHub(new SweepLimits(1, 1, Duration.ofDays(1), Duration.ofDays(1), 64 << 20));
        List<Recorder> members = rig.join("news", 2);
        rig.publish("news", "a", "b", "c");
        rig.leave(rig.join("news"));
        run(rig, 4);
        rig.leave(members.get(1));
        run(rig, 1);
        assertThat(members.getFirst().frames).containsExactly("a", "b");

        Recorder joined = rig.join("news");
        rig.publish("news", "d");
        rig.turns();

        assertThat(joined.frames).containsExactly("d");
        assertThat(members.getFirst().frames).containsExactly("a", "b", "c", "d");
    }

    @Test
    void anEmptyAudienceIsRemovedWithItsPendingPublications() {
        List<Recorder> members = rig.join("news", 2);
        Recorder pattern = rig.join("news.*");
        rig.publish("news", "a");
        rig.publish("news.sports", "b");
        assertThat(rig.hub.patternCount()).isEqualTo(2);

        members.forEach(rig::leave);
        rig.leave(pattern);

        assertThat(rig.hub.patternCount()).isZero();
        assertThat(rig.hub.pendingBytes()).isZero();
        Recorder newcomer = rig.join("news");
        rig.turns();
        assertThat(newcomer.frames).isEmpty();
        assertThat(rig.swept).as("it did not reach anybody").isEmpty();
    }

    @Test
    void holesOfMembersThatLeaveDuringASweepAreClosed() {
        HandRunHub rig = HandRunHub.withVisits(60);
        List<Recorder> members = rig.join("news", 100);
        rig.publish("news", "a");
        rig.turn();

        // After the walk, so its own sweep cannot close them, and nothing else is published.
        members.subList(0, 60).forEach(rig::leave);
        assertThat(rig.turns()).as("the rest of the walk, and one more").isEqualTo(3);

        assertThat(members.subList(60, 100).stream().map(Recorder::slot))
                .allSatisfy(slot -> assertThat(slot).isLessThan(40));
        assertThat(members.subList(60, 100))
                .allSatisfy(m -> assertThat(m.deliveries).containsExactly(1));
    }

    @Test
    void publicationsWhileHolesAreClosedReachAll() {
        HandRunHub rig = HandRunHub.withVisits(10);
        List<Recorder> members = rig.join("news", 20);
        Recorder other = rig.join("other");
        rig.publish("news", "a");
        rig.turn();
        rig.turn();
        rig.publish("news", "b");
        rig.turn();
        rig.turn();
        assertThat(rig.isAtRest()).isTrue();

        rig.publish("news", "c");
        rig.turn();
        members.subList(0, 10).forEach(rig::leave);
        rig.leave(members.get(19));
        rig.leave(members.get(18));
        rig.turn();
        assertThat(rig.isAtRest()).as("more than half are holes").isFalse();
        rig.turn();
        rig.publish("other", "x");
        rig.publish("news", "d");
        rig.turns();

        assertThat(members.subList(10, 18)).allSatisfy(m -> assertThat(m.frames).containsExactly("a", "b", "c", "d"));
        assertThat(other.frames).containsExactly("x");
    }

    @Test
    void aSubscriberJoinsAndLeavesAnAudienceOnce() {
        Recorder member = rig.join("news");

        assertThatThrownBy(() -> rig.join("news", RAW, member))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a subscriber must join once, but is already in the audience of news");
        Audience audience = rig.audienceOf(member);
        rig.leave(member);
        assertThatThrownBy(() -> rig.hub.leave(audience, member))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a subscriber of news, but was one that is not in this audience");
    }

    private static void run(HandRunHub rig, int turns) {
        for (int turn = 0; turn < turns; turn++) {
            rig.turn();
        }
    }
}
