package dev.carillon.topic;

import java.util.List;

/**
 * The topics of a subscription: a name in which {@code *} matches any one segment, and {@code **} as the last segment
 * matches one or more segments. So {@code news.**} matches {@code news.sports.tennis}, but not {@code news}.
 *
 * <p>A wildcard as the first segment does not match topics of the service, which begin with {@code $}. {@code $**}
 * matches all of these.
 *
 * @param value 1 to 255 bytes in UTF-8; {@link TopicSyntax#PATTERN} is the rule
 */
public record TopicPattern(String value) {
    static final String ALL_OF_THE_SERVICE = "$**";

    private static final String REST = "**";

    /**
     * @throws InvalidTopic when the value breaks the rule
     */
    public TopicPattern {
        TopicSyntax.PATTERN.check(value);
    }

    /** The pattern that matches only this topic. */
    public static TopicPattern of(TopicName topic) {
        return new TopicPattern(topic.value());
    }

    /** Whether it can match more than one topic. A name cannot contain {@code *}. */
    public boolean hasWildcards() {
        return value.indexOf('*') >= 0;
    }

    /** Whether it matches topics of the service. Such a pattern matches no others. */
    public boolean isOfTheService() {
        return TopicName.isOfTheService(value);
    }

    /** Whether it matches all topics of the service. */
    public boolean isAllOfTheService() {
        return value.equals(ALL_OF_THE_SERVICE);
    }

    /**
     * Whether it matches {@code topic}. Allocates nothing, since connections with overlapping patterns call it for each
     * publication.
     */
    public boolean matches(TopicName topic) {
        return meets(topic.value());
    }

    /** As {@link #matches}, for a name whose segments may have characters that topics cannot have. */
    public boolean matchesName(String name) {
        return meets(name);
    }

    /** Whether a topic is possible that both patterns match. */
    public boolean meets(TopicPattern other) {
        return meets(other.value);
    }

    /** The other text may be a name, which is a pattern without wildcards. */
    private boolean meets(String other) {
        if (isOfTheService() || TopicName.isOfTheService(other)) {
            boolean all = isAllOfTheService() || other.equals(ALL_OF_THE_SERVICE);
            return isOfTheService() && TopicName.isOfTheService(other) && (all || meetsBySegments(other));
        }
        return meetsBySegments(other);
    }

    private boolean meetsBySegments(String other) {
        int mine = 0;
        int its = 0;
        while (!value.startsWith(REST, mine) && !other.startsWith(REST, its)) {
            int myEnd = segmentEnd(value, mine);
            int itsEnd = segmentEnd(other, its);
            if (value.charAt(mine) != '*' && other.charAt(its) != '*' && !sameText(mine, myEnd, other, its, itsEnd)) {
                return false;
            }
            if (myEnd == value.length() || itsEnd == other.length()) {
                return myEnd == value.length() && itsEnd == other.length();
            }
            mine = myEnd + 1;
            its = itsEnd + 1;
        }
        return true;
    }

    /** Whether it matches every topic that the other pattern matches. */
    public boolean covers(TopicPattern other) {
        if (isAllOfTheService() || isOfTheService() != other.isOfTheService()) {
            return isAllOfTheService() && other.isOfTheService();
        }
        List<String> mine = segments();
        List<String> its = other.segments();
        for (int i = 0; i < mine.size(); i++) {
            // ** needs at least one segment, so it does not match an empty rest.
            if (i == its.size()) {
                return false;
            }
            if (mine.get(i).equals(REST)) {
                return true;
            }
            boolean any = mine.get(i).equals("*") && !its.get(i).equals(REST);
            if (!any && !mine.get(i).equals(its.get(i))) {
                return false;
            }
        }
        return mine.size() == its.size();
    }

    public List<String> segments() {
        return List.of(value.split("\\.", -1));
    }

    private boolean sameText(int mine, int myEnd, String name, int its, int itsEnd) {
        return myEnd - mine == itsEnd - its && value.regionMatches(mine, name, its, myEnd - mine);
    }

    private static int segmentEnd(String text, int start) {
        int dot = text.indexOf('.', start);
        return dot < 0 ? text.length() : dot;
    }

    @Override
    public String toString() {
        return value;
    }
}
