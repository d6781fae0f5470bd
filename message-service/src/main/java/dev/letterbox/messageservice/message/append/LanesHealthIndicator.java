package dev.letterbox.messageservice.message.append;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether every lane runs: the chats of a lane that has ended could only be read. For
 * each lane it shows how often it met an unforeseen failure and went on, which is no
 * reason to take the replica out of the rotation.
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
	 * @param failures how many unforeseen failures it has met
	 */
	record LaneHealth(boolean alive, long failures) {

	}

}
