/** The one table from the solver's numbers to what they mean. See docs/resolution.md#solver-packages. */
import type { PackageId } from "../solver/dependency-provider.ts";

/** What a number stands for. */
export type SolverPackage =
	| { readonly kind: "root" }
	| { readonly kind: "project"; readonly name: string }
	| {
			readonly kind: "extra";
			readonly name: string;
			readonly extra: string;
			readonly base: PackageId;
	  };

export const ROOT: PackageId = 0;

export class PackageTable {
	readonly #packages: SolverPackage[] = [{ kind: "root" }];
	readonly #projects: Map<string, PackageId> = new Map();
	readonly #extras: Map<PackageId, Map<string, PackageId>> = new Map();

	/** The number of a project, given out at the first call. */
	project(name: string): PackageId {
		let id = this.#projects.get(name);
		if (id === undefined) {
			id = this.#packages.push({ kind: "project", name }) - 1;
			this.#projects.set(name, id);
		}
		return id;
	}

	/** The number of a project with one extra, given out at the first call. */
	extra(name: string, extra: string): PackageId {
		const base = this.project(name);
		let extras = this.#extras.get(base);
		if (extras === undefined) {
			extras = new Map();
			this.#extras.set(base, extras);
		}
		let id = extras.get(extra);
		if (id === undefined) {
			id = this.#packages.push({ kind: "extra", name, extra, base }) - 1;
			extras.set(extra, id);
		}
		return id;
	}

	of(id: PackageId): SolverPackage {
		return this.#packages[id] as SolverPackage;
	}

	/** `flask`, `flask[async]`; the root has no name. */
	label(id: PackageId): string {
		const found = this.of(id);
		if (found.kind === "root") return "";
		return found.kind === "extra" ? `${found.name}[${found.extra}]` : found.name;
	}
}
