package dev.letterbox.messageservice.message.append;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Reports whether every lane runs: the chats of a lane that has ended can only be read.
 * Shows for each lane how often it failed unexpectedly and continued; that alone does not
 * take the replica out of rotation.
 */
@Component
class LanesHealthIndicator implements HealthIndicator {

	private final MessageAppender appender;

	LanesHealthIndicator(MessageAppender appender) {
		this.appender = appender;
	}

	@Override
	public Health health() {
		Map<String, LaneHealth> lanes = new LinkedHashMap<>();
		for (Lane lane : this.appender.lanes()) {
			lanes.put(lane.name(), new LaneHealth(lane.isAlive(), lane.failures()));
		}
		boolean allRun = lanes.values().stream().allMatch(LaneHealth::alive);
		return (allRun ? Health.up() : Health.down()).withDetails(lanes).build();
	}

	/**
	 * What is shown of a lane.
	 *
	 * @param alive whether its thread runs
	 * @param failures how often it has failed unexpectedly
	 */
	record LaneHealth(boolean alive, long failures) {

	}

}
