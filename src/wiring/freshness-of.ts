/** When stored answers may be used in a run. */
import type { SupplyNeeds } from "../commands/tools.ts";
import type { Freshness } from "../package-index/freshness.ts";
import type { Settings } from "./settings.ts";

/** The run starts now. */
export function freshnessOf(
	{ refresh }: Pick<SupplyNeeds, "refresh">,
	{ isOffline }: Pick<Settings, "isOffline">,
): Freshness {
	return {
		isOffline,
		now: Date.now(),
		isRefreshed: (name) => refresh.all || refresh.names.has(name),
	};
}
