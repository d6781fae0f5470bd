package dev.letterbox.apigateway.forwarding;

import dev.letterbox.apigateway.deadline.Deadlines;

/**
 * How long the forwarding of a request may take.
 *
 * @param all limits the time to the head of the response, over all attempts
 * @param attempt limits the time to the head of a replica's response while another
 * replica can be tried
 */
record ForwardingTerms(Deadlines all, Deadlines attempt) {

}
