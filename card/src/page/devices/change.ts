/**
 * What is about to change: asks the bridge what would, says it, and only then lets it be done; and afterwards be undone.
 * `changed` is fired when something was, `closed` when nothing is to be any more.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { BridgeClient, type Step } from '../bridge-client.ts';
import type { Failure } from '../bridge-http.ts';
import { explained } from '../explained.ts';
import { formStyles } from '../form.styles.ts';
import { describeEdit, type Names } from './describe-edit.ts';
import type { ShownMadeEdit } from './parse-edits.ts';

type Stage = 'trying' | 'tried' | 'making' | 'made' | 'undoing' | 'undone' | 'refused';

export class ClimatGuardianChange extends LitElement {
  static override styles = [theme, formStyles];

  @property({ attribute: false }) accessor locale: StatusLocale = createStatusLocale('en');
  @property({ attribute: false }) accessor client = new BridgeClient(document.baseURI);
  @property({ attribute: false }) accessor names: Names = { rooms: [], devices: [] };
  /** One after another; others begin anew. */
  @property({ attribute: false }) accessor steps: readonly Step[] = [];

  @state() accessor stage: Stage = 'trying';
  @state() accessor sentences: readonly string[] = [];
  @state() accessor problem = '';
  @state() accessor isPending = false;
  /** Of the edits that were made. */
  @state() accessor made: readonly number[] = [];

  private round = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('steps')) void this.try();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.round++;
  }

  override render(): TemplateResult {
    const { stage, sentences, problem, locale, isPending } = this;
    const { text } = locale;
    const isBusy = stage === 'making' || stage === 'undoing';
    const isDone = stage === 'made' || stage === 'undoing';
    return html`<div class="change" tabindex="-1" role="group" aria-label=${text('change.tried')}>
      <div role="status">
        ${stage === 'trying' ? html`<p class="help">${text('change.trying')}</p>` : nothing}
        ${stage === 'undone' ? html`<p>${text('change.undone')}</p>` : nothing}
        ${
          sentences.length > 0 && stage !== 'undone'
            ? html`<p class="lead">${text(isDone ? 'change.made' : 'change.tried')}</p>
                <ul>
                  ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
                  <li class="help">${text('said.nothing-lost')}</li>
                </ul>`
            : nothing
        }
        ${isPending ? html`<p class="help">${text('change.pending')}</p>` : nothing}
      </div>
      <p class="problem" role="alert">${problem}</p>
      <div class="row">
        ${
          stage === 'tried' || stage === 'making'
            ? html`<button type="button" ?disabled=${isBusy} @click=${() => this.make()}>
                ${text('change.do')}
              </button>`
            : nothing
        }
        ${
          this.made.length > 0 && stage !== 'making'
            ? html`<button type="button" class="quiet" ?disabled=${isBusy} @click=${() => this.undo()}>
                ${text('change.undo')}
              </button>`
            : nothing
        }
        <button type="button" class="quiet" ?disabled=${isBusy} @click=${this.close}>
          ${text(stage === 'trying' || stage === 'tried' || stage === 'making' ? 'change.cancel' : 'edit.close')}
        </button>
      </div>
    </div>`;
  }

  private async try(): Promise<void> {
    const round = ++this.round;
    const { steps } = this;
    [this.stage, this.sentences, this.problem, this.made, this.isPending] = ['trying', [], '', [], false];
    const answers = await Promise.all(steps.map((step) => this.client.try(step)));
    if (round !== this.round) return;
    const bad = answers.find((answer) => !answer.ok);
    if (bad !== undefined) {
      this.refuse(bad);
      return;
    }
    this.sentences = this.said(answers.flatMap((answer) => (answer.ok ? answer.said : [])));
    this.stage = 'tried';
  }

  private async make(): Promise<void> {
    const round = this.round;
    this.stage = 'making';
    const made: ShownMadeEdit[] = [];
    for (const step of this.steps) {
      const answer = await this.client.make(step);
      if (round !== this.round) return;
      if (!answer.ok) {
        this.refuse(answer, made.length > 0);
        break;
      }
      made.push(answer.said);
      this.made = [...this.made, ...(answer.said.id === null ? [] : [answer.said.id])];
    }
    if (made.length === this.steps.length) this.stage = 'made';
    if (made.length > 0) {
      this.sentences = this.said(made);
      this.isPending = made.some(({ pending }) => pending);
      this.dispatchEvent(new Event('changed'));
    }
    await this.lookHere();
  }

  private async undo(): Promise<void> {
    const round = this.round;
    this.stage = 'undoing';
    this.problem = '';
    for (const edit of this.made.toReversed()) {
      const answer = await this.client.make({ undo: edit });
      if (round !== this.round) return;
      if (!answer.ok) {
        this.refuse(answer);
        break;
      }
      this.made = this.made.filter((one) => one !== edit);
      this.isPending = answer.said.pending;
    }
    if (this.made.length === 0) this.stage = 'undone';
    this.dispatchEvent(new Event('changed'));
    await this.lookHere();
  }

  private refuse(failure: Failure, isHalf = false): void {
    const detail = explained(failure, this.locale);
    this.stage = 'refused';
    this.sentences = [];
    this.problem = this.locale.text(isHalf ? 'change.half' : 'change.failed', { detail });
  }

  private said(edits: readonly ShownMadeEdit[]): string[] {
    const now = new Date();
    return edits.flatMap((edit) => describeEdit(edit, this.names, this.locale, now));
  }

  /** The button that was pressed is gone; whoever uses the keyboard is to go on from here. */
  private async lookHere(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.change')?.focus();
  }

  private readonly close = (): void => {
    this.dispatchEvent(new Event('closed'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-change': ClimatGuardianChange;
  }
}
