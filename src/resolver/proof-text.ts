/** A short proof in sentences. See docs/resolution.md#why-there-is-none. */
import type { Cause, Derivation, DerivationStep } from "../solver/derivation.ts";
import { FAILED, tellConclusion, tellFact } from "./fact-text.ts";
import type { FailureFacts } from "./failure-facts.ts";

/** Longer proofs help nobody, and are cut. */
const MOST_SENTENCES = 40;

/** What lies deeper is taken as known, so that a proof of any length can be told. */
const DEEPEST = 100;

type Derived = Extract<Cause, { readonly kind: "derived" }>;

/** One paragraph, a sentence for each step or two. */
export function tellProof({ steps }: Derivation, facts: FailureFacts): string {
	return new Narrator(steps, facts).tell(steps.length - 1);
}

class Narrator {
	readonly #steps: readonly DerivationStep[];
	readonly #facts: FailureFacts;
	readonly #sentences: string[] = [];
	#depth = 0;
	/** Steps that are told already. */
	readonly #told: Set<number> = new Set();
	/** How many steps each step is a cause of. */
	readonly #uses: Map<number, number> = new Map();

	constructor(steps: readonly DerivationStep[], facts: FailureFacts) {
		this.#steps = steps;
		this.#facts = facts;
		for (const { cause } of steps)
			if (cause.kind === "derived")
				for (const used of [cause.left, cause.right])
					this.#uses.set(used, (this.#uses.get(used) ?? 0) + 1);
	}

	tell(last: number): string {
		const cause = this.#step(last).cause;
		if (cause.kind !== "derived") return sentence(["Because", this.#reason(last)], this.#end(last));
		this.#conclude(last, cause);
		const all = this.#sentences;
		if (all.length <= MOST_SENTENCES) return all.join(" ");
		const left = all.length - MOST_SENTENCES;
		return [`(${left} sentences left out.)`, ...all.slice(-MOST_SENTENCES)].join(" ");
	}

	#conclude(step: number, { left, right }: Derived): void {
		const ends = [left, right].filter((cause) => !this.#isOpen(cause));
		const open = [left, right].filter((cause) => this.#isOpen(cause));
		const [first, second] = open;
		if (first === undefined) {
			this.#say(
				"Because",
				ends.map((end) => this.#reason(end)),
				step,
			);
		} else if (second === undefined) {
			this.#continue(step, first, ends[0] as number);
		} else {
			this.#open(second);
			this.#open(first);
			this.#say("And because", [this.#reason(second)], step);
		}
		this.#told.add(step);
	}

	/** One cause needs telling, the other is a fact or was told: a chain of such is one sentence for two steps. */
	#continue(step: number, open: number, end: number): void {
		const { cause } = this.#step(open);
		const inner = cause.kind === "derived" ? this.#foldable(open, cause) : undefined;
		if (inner === undefined) {
			this.#open(open);
			this.#say("And because", [this.#reason(end)], step);
			return;
		}
		this.#open(inner.open);
		this.#say("And because", [this.#reason(inner.end), this.#reason(end)], step);
	}

	/** A step that is used once and of which one cause is a fact need not be told by itself. */
	#foldable(step: number, { left, right }: Derived): { open: number; end: number } | undefined {
		if ((this.#uses.get(step) ?? 0) > 1) return undefined;
		if (this.#isOpen(left) === this.#isOpen(right)) return undefined;
		return this.#isOpen(left) ? { open: left, end: right } : { open: right, end: left };
	}

	#open(step: number): void {
		const { cause } = this.#step(step);
		if (cause.kind !== "derived" || this.#told.has(step)) return;
		this.#depth++;
		this.#conclude(step, cause);
		this.#depth--;
	}

	#isOpen(step: number): boolean {
		if (this.#depth >= DEEPEST || this.#told.has(step)) return false;
		return this.#step(step).cause.kind === "derived";
	}

	#reason(step: number): string {
		const { cause, terms } = this.#step(step);
		return cause.kind === "derived"
			? tellConclusion(terms, this.#facts)
			: tellFact(cause, this.#facts);
	}

	#say(opening: string, reasons: readonly string[], step: number): void {
		const unique = [...new Set(reasons)].filter((reason) => reason !== "");
		// Without a reason of its own, the step says the same as the one before.
		if (unique.length === 0) return;
		this.#sentences.push(sentence([opening, unique.join(" and ")], this.#end(step)));
	}

	#end(step: number): string {
		const conclusion = tellConclusion(this.#step(step).terms, this.#facts);
		return conclusion === FAILED ? FAILED : `we can conclude that ${conclusion}`;
	}

	#step(step: number): DerivationStep {
		return this.#steps[step] as DerivationStep;
	}
}

function sentence(reasons: readonly string[], end: string): string {
	return `${reasons.join(" ")}, ${end}.`;
}
