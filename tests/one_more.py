"""One more entry for each table, as somebody would write it, and a copy of this project that has them all.

An entry is text that is put at the end of the file that has its table; only a new hyper-parameter has a place of its
own. Nothing else is changed, for one entry in one place is all that a table asks for.
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

ACTIVATIONS = """
ACTIVATIONS["extra-softsign"] = Activation(
    "Softsign",
    "As tanh, but slower on its way to −1 and 1.",
    "a = z / (1 + |z|)",
    value=lambda z: z / (1.0 + np.abs(z)),
    slope=lambda z, a: 1.0 / np.square(1.0 + np.abs(z)),
)
ACTIVATIONS["extra-softplus"] = Activation(
    "Steep softplus",
    "Half a softplus of twice the input: a sharper corner.",
    "a = ½·log(1 + e²ᶻ)",
    value=lambda z: np.maximum(z, 0.0) + 0.5 * np.log1p(np.exp(-2.0 * np.abs(z))),
    slope=lambda z, a: sigmoid(2.0 * z),
    start="he",
)
ACTIVATIONS["extra-celu"] = Activation(
    "CELU",
    "An ELU that goes down to −2, with a smooth slope.",
    "a = z if z > 0, else 2·(e^(z/2) − 1)",
    value=lambda z: np.maximum(z, 0.0) + 2.0 * np.expm1(np.minimum(z / 2.0, 0.0)),
    slope=lambda z, a: np.exp(np.minimum(z / 2.0, 0.0)),
    start="he",
)
ACTIVATIONS["extra-gaussian"] = Activation(
    "Gaussian",
    "A hill: 1 at zero, and flat on both sides.",
    "a = e^(−z²)",
    value=lambda z: np.exp(-(z**2)),
    slope=lambda z, a: -2.0 * z * a,
)
ACTIVATIONS["extra-arctan"] = Activation(
    "Arctangent",
    "As tanh, between −π/2 and π/2.",
    "a = arctan z",
    value=np.arctan,
    slope=lambda z, a: 1.0 / (1.0 + z * z),
)
"""

DATASETS = """

def stripes(n, rng):
    labels = _shares(n, 2)
    points = rng.uniform(-5, 5, (n, 2))
    points[:, 0] = 2.5 * rng.integers(-1, 2, n) + 1.25 * (labels - 0.5) + rng.uniform(-0.5, 0.5, n)
    return points, labels


def bowl(n, rng):
    points = rng.uniform(-HALF, HALF, (n, 2))
    return points, (points * points).sum(axis=1) / 36 - 1


DATASETS["extra-stripes"] = Dataset(
    "Stripes",
    "Upright stripes of alternating class.",
    "class by the number of the stripe",
    "classification",
    stripes,
)
DATASETS["extra-bowl"] = Dataset("Bowl", "Higher towards the rim.", "y = (x₁² + x₂²) / 36 − 1", "regression", bowl)
"""

FEATURES = """
FEATURES["extra-radius"] = Feature(
    "r", "Distance from the middle.", "√(x₁² + x₂²)", lambda x1, x2: np.sqrt(x1 * x1 + x2 * x2), sqrt(24)
)
"""

INITIALIZERS = """
INITIALIZERS["extra-lecun"] = Initializer(
    "LeCun",
    "Keeps the signal's size where the slope at 0 is 1 (LeCun et al. 1998).",
    "w ~ N(0, 1 / fan_in)",
    _normal(lambda fan_in, fan_out: (1.0 / max(fan_in, 1)) ** 0.5),
)
"""

LOSSES = """

def _log_cosh(o, t):
    return np.logaddexp(o - t, t - o) - np.log(2.0)


LOSSES["extra-log-cosh"] = Loss(
    "Log-cosh",
    "Squared where the error is small, straight where it is large.",
    "log cosh(o − t); classes: o = tanh z, t = ±1",
    binary=LOSSES["squared"].binary._replace(value=_log_cosh, slope=lambda o, t: np.tanh(o - t)),
    multiclass=LOSSES["squared"].multiclass._replace(
        value=lambda o, t: _log_cosh(o, t).sum(axis=-2, keepdims=True), slope=lambda o, t: np.tanh(o - t)
    ),
    regression=LOSSES["squared"].regression._replace(value=_log_cosh, slope=lambda o, t: np.tanh(o - t)),
)
"""

HYPER_PARAMETER = """\
    kappa: float = number(
        0.5, 0.0, 1.0, "Mix κ", "How much of the step is the gradient's sign alone. Too large → steps of one length; "
        "0 → plain SGD.", step=0.05, live=True
    )
"""

OPTIMIZERS = '''

class Lion(Optimizer):
    """c = sign(β₁·m + (1 − β₁)·g), then m ← β₂·m + (1 − β₂)·g, direction c (Chen et al. 2023)."""

    label = "Lion"
    help = "The sign of a mean gradient: every step is of the same length."
    formula = "θ ← θ − η·sign(β₁·m + (1−β₁)·g),  m ← β₂·m + (1−β₂)·g"
    memory = 1
    parameters = ("beta1", "beta2")

    def step(self, grad, m, *, clock):
        direction = np.sign(self.beta1 * m + (1.0 - self.beta1) * grad)
        m[...] = self.beta2 * m + (1.0 - self.beta2) * grad
        return direction


class HalfSign(Optimizer):
    """direction κ·sign g + (1 − κ)·g."""

    label = "Half sign"
    help = "A mixture of the gradient and its sign."
    formula = "θ ← θ − η·(κ·sign g + (1 − κ)·g)"
    parameters = ("kappa",)

    def step(self, grad, *, clock):
        return self.kappa * np.sign(grad) + (1.0 - self.kappa) * grad


OPTIMIZERS |= {"extra-lion": Lion, "extra-half": HalfSign}
'''

REGULARIZERS = """
REGULARIZERS["extra-elastic"] = Regularizer(
    "Elastic net",
    "Half of L1 and half of L2 (Zou and Hastie 2005).",
    "loss + λ·Σ(½·|w| + ¼·w²)",
    value=lambda w: 0.5 * np.abs(w) + 0.25 * (w * w),
    slope=lambda w: 0.5 * np.sign(w) + 0.5 * w,
)
"""

SCHEDULES = """
SCHEDULES["extra-root"] = Schedule(
    "Inverse root",
    "Falls as one over the root of the periods that are over.",
    "1 / √(1 + epoch / period)",
    lambda epoch, *, period: (1.0 + epoch / period) ** -0.5,
    ("period",),
)
"""

TERRAINS = """
TERRAINS["extra-trough"] = Terrain(
    "Trough",
    "A valley that is flat along its bottom.",
    "½·(x − y)² + 0.05·(x² + y²)",
    value=lambda x, y: 0.5 * (x - y) * (x - y) + 0.05 * (x * x + y * y),
    gradient=lambda x, y: (x - y + 0.1 * x, y - x + 0.1 * y),
    box=(-4.0, 4.0, -4.0, 4.0),
    start=(-3.0, 2.0),
    goals=((0.0, 0.0),),
)
"""

TARGETS = """
TARGETS["extra-wedge"] = Target("Wedge", "Two straight lines.", "|x| / 6", lambda x: np.abs(x) / 6)
"""

ENTRIES = {
    "tables/activations.py": ACTIVATIONS,
    "tables/datasets.py": DATASETS,
    "tables/features.py": FEATURES,
    "tables/initializers.py": INITIALIZERS,
    "tables/losses.py": LOSSES,
    "tables/optimizers.py": OPTIMIZERS,
    "tables/regularizers.py": REGULARIZERS,
    "tables/schedules.py": SCHEDULES,
    "study/terrain.py": TERRAINS,
    "study/approximation.py": TARGETS,
}
"""By file within the package."""


def plant(root: Path) -> None:
    """Copy the project to `root`, with every entry of ENTRIES and HYPER_PARAMETER in its file."""
    for part in ("playground", "pages", "tests", ".streamlit"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("app.py", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / file, root / file)
    for file, text in ENTRIES.items():
        path = root / "playground" / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    path = root / "playground" / "tables" / "optimizers.py"
    head, rule, rest = path.read_text(encoding="utf-8").partition("\n\n@dataclass(frozen=True)\nclass Optimizer(")
    assert rule, "the class of hyper-parameters is no longer above that of the rules"
    path.write_text(head.rstrip("\n") + "\n" + HYPER_PARAMETER + rule + rest, encoding="utf-8")
