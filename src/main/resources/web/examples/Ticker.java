import module java.net.http;

/** Publishes prices for ticker.html: java Ticker.java [http://localhost:8080] */
void main(String[] args) throws Exception {
    String service = args.length == 0 ? "http://localhost:8080" : args[0];
    var http = HttpClient.newHttpClient();
    for (double gold = 2400; ; gold += ThreadLocalRandom.current().nextGaussian()) {
        var price = HttpRequest.newBuilder(URI.create(service + "/topics/examples.prices.gold"))
                .POST(HttpRequest.BodyPublishers.ofString(Double.toString(gold)))
                .build();
        var answer = http.send(price, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new IllegalStateException(answer.body());
        }
        Thread.sleep(50);
    }
}
