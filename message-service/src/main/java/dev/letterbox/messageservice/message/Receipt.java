package dev.letterbox.messageservice.message;

/**
 * What a send gets back once its message is stored.
 *
 * @param replayed whether an earlier send with the same Idempotency-Key had stored it
 */
public record Receipt(Message message, boolean replayed) {

}
