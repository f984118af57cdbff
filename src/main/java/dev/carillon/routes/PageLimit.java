package dev.carillon.routes;

import dev.carillon.http.InvalidQuery;
import dev.carillon.http.Query;
import dev.carillon.publication.MessageId;

/** Reads the limit of a list from a query. */
final class PageLimit {
    private PageLimit() {}

    /**
     * The {@code limit} of a query.
     *
     * @throws InvalidQuery when it is not a number from 1 to {@code most}
     */
    static int of(Query query, int otherwise, int most) {
        return query.value("limit").map(text -> of(text, most)).orElse(otherwise);
    }

    private static int of(String text, int most) {
        int limit = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > most) {
            throw new InvalidQuery("expected limit from 1 to " + most + ", but was '" + MessageId.shown(text) + "'");
        }
        return limit;
    }
}
