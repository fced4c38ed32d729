import { component } from "../../../web/assets/js/component.js";
import { Scene } from "./scene.js";

export default component(".scene", Scene);
