package dev.letterbox.messageservice.message.store.connection;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import com.mongodb.MongoClientSettings;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;

import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.stereotype.Component;

/**
 * Counts how often the driver has reported another primary, or that it lost the one it
 * had.
 */
@Component
public class PrimaryChanges implements ClusterListener, MongoClientSettingsBuilderCustomizer {

	private final AtomicLong count = new AtomicLong();

	long count() {
		return this.count.get();
	}

	@Override
	public void customize(MongoClientSettings.Builder client) {
		client.applyToClusterSettings((cluster) -> cluster.addClusterListener(this));
	}

	@Override
	public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
		Primary before = Primary.of(event.getPreviousDescription());
		if (!Objects.equals(before, Primary.of(event.getNewDescription()))) {
			this.count.incrementAndGet();
		}
	}

}
