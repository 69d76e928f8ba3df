/** chai is loaded after this: it makes an event target for its plugins, which QuickJS does not have. Nobody listens to it here. */
Object.assign(globalThis, {
  EventTarget: class {
    addEventListener(): void {}
    removeEventListener(): void {}
    dispatchEvent(): boolean {
      return true;
    }
  },
  Event: class {
    readonly type: string;
    constructor(type: string) {
      this.type = type;
    }
  },
});
