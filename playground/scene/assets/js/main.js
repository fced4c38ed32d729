// What Streamlit calls: once at the start and again at every rerun and change of theme.

import { Scene } from "./scene.js";
import { keepSteady } from "../../../web/assets/js/steady.js";

const scenes = new WeakMap();   // one scene per place on the page, however often it is rerun

export default function show({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".scene");
  let scene = scenes.get(parentElement);
  if (scene?.root !== root) {
    scene?.destroy();
    scene = new Scene(root);
    scenes.set(parentElement, scene);
    keepSteady(parentElement);
  }
  scene.mount(data, setTriggerValue);
  return () => {
    if (root.isConnected) return;   // the clean-up of a call that a newer one has overtaken
    scene.destroy();
    scenes.delete(parentElement);
  };
}
