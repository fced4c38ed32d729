"""Whole short trainings in torch, from the same start and on the same rows: an engine that we did not write.

A case is a plain dict that JSON can hold, so that what torch found is stored (tests/data/make_torch.py) and checked
where torch is missing too. Row orders and dropout masks belong to the case and are fed to both engines.
"""

import numpy as np

from playground import Config, Data, Run
from playground.tables.optimizers import OPTIMIZERS
from tests.nets import KINDS, random_run

EPOCHS = 6
ROWS = 23
"""Batches of 5, 5, 5, 5 and 3: 30 steps in all."""

KNOWN = {
    "activation": ("linear", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "softplus", "swish", "gelu", "sin"),
    "optimizer": ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"),
    "loss": ("cross-entropy", "hinge", "squared"),
    "regularizer": ("none", "l1", "l2"),
}
"""Entries that torch has too, by the field of Config. Of others nothing is asked here: they are held to their own
formulas, by laws and by differences. Who adds one that torch has adds it here, and stores what torch finds."""

BASE = {"hidden": (5, 4), "batch_size": 5, "rate": 0.05, "activation": "tanh", "optimizer": "sgd"}


def _problem(kind):
    return {"task": "classification" if KINDS[kind] else "regression"}


def _cases():
    """By name: (kind, what is said in the Config)."""
    heads = [
        ("cross-entropy", "binary"),
        ("cross-entropy", "three classes"),
        ("hinge", "binary"),
        ("hinge", "three classes"),
        ("squared", "binary"),
        ("squared", "three classes"),
        ("squared", "regression"),
    ]
    optimizers = {"sgd": 0.05, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.05, "rmsprop": 0.01, "adam": 0.02}
    for loss, kind in heads:
        yield f"{loss} {kind}", kind, {"loss": loss}
        yield f"{loss} {kind} adam", kind, {"loss": loss, "optimizer": "adam", "rate": 0.02, "activation": "gelu"}
    for activation in KNOWN["activation"]:
        yield f"{activation} nesterov", "three classes", {"activation": activation, "optimizer": "nesterov"}
    for optimizer, rate in optimizers.items():
        own = {"optimizer": optimizer, "rate": rate}
        yield f"{optimizer}", "binary", {**own, "activation": "swish", "mu": 0.8, "rho": 0.95, "beta1": 0.8}
        yield f"{optimizer} l2", "three classes", {**own, "regularizer": "l2", "penalty": 0.05}
        yield f"{optimizer} l1 clipped", "binary", {**own, "regularizer": "l1", "penalty": 0.02, "clip_norm": 0.2}
        yield f"{optimizer} batch norm", "three classes", {**own, "batch_norm": True, "activation": "relu"}
        yield f"{optimizer} dropout", "binary", {**own, "dropout": 0.4, "activation": "gelu"}
        everything = {"batch_norm": True, "dropout": 0.3, "regularizer": "l2", "penalty": 0.01, "clip_norm": 1.0}
        yield f"{optimizer} everything", "three classes", {**own, **everything, "activation": "elu"}
    yield "no hidden layer", "three classes", {"hidden": ()}
    yield "deep", "binary", {"hidden": (4,) * 6, "optimizer": "adam"}


CASES = {name: (kind, Config(**{**BASE, **_problem(kind), **said})) for name, kind, said in _cases()}
"""By name: (kind, Config)."""


def make(name: str, seed: int) -> dict:
    """The case: Config, rows, starting parameters, row orders and masks, all as JSON holds them."""
    kind, config = CASES[name]
    rng = np.random.default_rng([seed, *name.encode()])
    run = random_run(config, kind, rng, n=ROWS)
    trainer, data = run.model.trainer, run.data
    case = {
        "name": name,
        "kind": kind,
        "config": {**config.to_query(), "task": config.task},
        "rows": [part.tolist() for part in (data.x_train, data.y_train, data.x_test, data.y_test)],
        "theta": trainer.theta.tolist(),
        "orders": [rng.permutation(ROWS).tolist() for _ in range(EPOCHS)],
    }
    if config.dropout:  # 1 where a unit is kept: one digit a unit, one word a row of data
        kept = rng.random((EPOCHS, ROWS, sum(config.hidden))) >= config.dropout
        case["kept"] = [["".join(map(str, row)) for row in epoch.astype(int).tolist()] for epoch in kept]
    return case


def load(case: dict) -> Run:
    """Our run of a case, fed with its row orders and masks."""
    config, problems = Config.from_query(case["config"])
    assert not problems
    run = Run(config, data=Data(*map(np.array, case["rows"])))
    trainer, layout = run.model.trainer, run.layout
    trainer.theta[...] = case["theta"]
    trainer._order = lambda: np.array(case["orders"][trainer.epoch])
    if "kept" in case:
        places = np.delete(np.arange(layout.ones[-1] + 1), layout.ones)

        def masks():
            mask = np.ones((ROWS, layout.ones[-1] + 1))
            mask[:, places] = kept(case, trainer.epoch) / (1 - config.dropout)
            return mask

        trainer._masks = masks
    return run


def kept(case: dict, epoch: int) -> np.ndarray:
    """(rows, hidden units) of 0 and 1."""
    return np.array([[int(digit) for digit in row] for row in case["kept"][epoch]], dtype=float)


def ours(case: dict) -> dict:
    """Losses after every epoch and the parameters at the end, by our engine."""
    run = load(case)
    losses = [[run.advance().loss("train"), run.loss("test")] for _ in range(EPOCHS)]
    return {"losses": losses, "theta": run.model.trainer.theta.tolist()}


def optimizer_of(config: Config, parameters):
    """Torch's optimizer with the hyper-parameters of `config`."""
    from torch import optim

    return {
        "sgd": lambda: optim.SGD(parameters, config.rate),
        "momentum": lambda: optim.SGD(parameters, config.rate, momentum=config.mu),
        "nesterov": lambda: optim.SGD(parameters, config.rate, momentum=config.mu, nesterov=True),
        "adagrad": lambda: optim.Adagrad(parameters, config.rate, eps=config.eps),
        "rmsprop": lambda: optim.RMSprop(parameters, config.rate, alpha=config.rho, eps=config.eps),
        "adam": lambda: optim.Adam(parameters, config.rate, (config.beta1, config.beta2), config.eps),
    }[config.optimizer]()


def theirs(case: dict) -> dict:
    """The same by torch: its layers, its losses, its autograd and its optimizers, in float64."""
    import torch
    from torch import nn

    config, kind = Config.from_query(case["config"])[0], case["kind"]
    run = load(case)
    layout, classes, one_output = run.layout, KINDS[kind], run.model.head.one_output
    theta = torch.tensor(case["theta"], dtype=torch.float64)
    linears, norms = nn.ModuleList(), nn.ModuleList()
    for layer in layout.layers:
        W = layout.W(theta, layer)
        linear = nn.Linear(layer.fan_in, layer.fan_out, dtype=torch.float64)
        linear.weight.data, linear.bias.data = W[:, :-1].clone(), W[:, -1].clone()
        linears.append(linear)
        if layer.gamma:
            norm = nn.BatchNorm1d(layer.fan_out, dtype=torch.float64)
            norm.weight.data, norm.bias.data = theta[layer.gamma].clone(), theta[layer.beta].clone()
            norms.append(norm)
            linear.bias.requires_grad_(False)  # its gradient is rounding only, which AdaGrad and Adam would amplify
    bends = {
        "linear": nn.Identity(), "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(), "relu": nn.ReLU(),
        "leaky-relu": nn.LeakyReLU(0.01), "elu": nn.ELU(), "softplus": nn.Softplus(), "swish": nn.SiLU(),
        "gelu": nn.GELU(approximate="tanh"), "sin": torch.sin,
    }  # fmt: skip

    def forward(x, mask=None):
        at = 0
        for k, linear in enumerate(linears):
            x = linear(x)
            if k == len(linears) - 1:
                break
            x = bends[config.activations[k]](norms[k](x) if config.batch_norm else x)
            if mask is not None:
                x = x * mask[:, at : at + x.shape[1]]
                at += x.shape[1]
        return torch.tanh(x) if config.loss == "squared" and classes else x

    def loss_of(o, y):
        if config.loss == "cross-entropy":
            if one_output:
                return nn.functional.binary_cross_entropy_with_logits(o[:, 0], y)
            return nn.functional.cross_entropy(o, y.long())
        if config.loss == "hinge":
            if one_output:
                return nn.functional.relu(1 - (2 * y - 1) * o[:, 0]).mean()
            return nn.functional.multi_margin_loss(o, y.long()) * classes  # torch divides by C
        if classes and not one_output:
            return 0.5 * nn.functional.mse_loss(o, 2.0 * nn.functional.one_hot(y.long(), classes) - 1) * classes
        return 0.5 * nn.functional.mse_loss(o[:, 0], 2 * y - 1 if classes else y)

    weights = [linear.weight for linear in linears]
    others = [
        p for m in (linears, norms) for p in m.parameters() if p.requires_grad and all(p is not w for w in weights)
    ]
    # Weight decay is torch's own L2; before clipping it has to be part of the gradient, so there it is written out.
    decay = config.penalty if config.regularizer == "l2" and not config.clip_norm else 0.0
    groups = [{"params": weights, "weight_decay": decay}, {"params": others}]
    optimizer = optimizer_of(config, groups)

    def features(points):
        return torch.tensor(run.model.features(np.array(points))[:-1].T.copy(), dtype=torch.float64)

    x_train, x_test = features(case["rows"][0]), features(case["rows"][2])
    y_train, y_test = (torch.tensor(case["rows"][k], dtype=torch.float64) for k in (1, 3))
    losses = []
    for epoch in range(EPOCHS):
        norms.train()
        mask = torch.tensor(kept(case, epoch) / (1 - config.dropout)) if "kept" in case else None
        for rows in torch.tensor(case["orders"][epoch]).split(config.batch_size):
            loss = loss_of(forward(x_train[rows], None if mask is None else mask[rows]), y_train[rows])
            if config.regularizer == "l1":
                loss = loss + config.penalty * sum(w.abs().sum() for w in weights)
            elif config.regularizer == "l2" and not decay:
                loss = loss + config.penalty / 2 * sum((w * w).sum() for w in weights)
            optimizer.zero_grad()
            loss.backward()
            if config.clip_norm:  # torch's clip_grad_norm_ adds 1e-6 to the norm; the formula itself does not
                grads = [p.grad for p in (*weights, *others)]
                norm = torch.sqrt(sum((g * g).sum() for g in grads))
                for g in grads:
                    g *= min(1.0, config.clip_norm / norm.item())
            optimizer.step()
        norms.eval()
        with torch.no_grad():
            losses.append([loss_of(forward(x), y).item() for x, y in ((x_train, y_train), (x_test, y_test))])
    found = theta.clone()
    for k, (layer, linear) in enumerate(zip(layout.layers, linears, strict=True)):
        W = layout.W(found, layer)
        W[:, :-1], W[:, -1] = linear.weight.detach(), linear.bias.detach()
        if layer.gamma:
            found[layer.gamma], found[layer.beta] = norms[k].weight.detach(), norms[k].bias.detach()
    return {"losses": losses, "theta": found.tolist()}


# -- optimizers alone ------------------------------------------------------------------------------------

STEPS = 60
TORCH_CONFIGS = {
    f"{optimizer} {kind}": Config(optimizer=optimizer, rate=0.1, **said)
    for optimizer in KNOWN["optimizer"]
    for kind, said in {
        "default": {},
        "other": {"mu": 0.5, "rho": 0.99, "beta1": 0.6, "beta2": 0.95, "eps": 1e-3},
    }.items()
}


def make_path(name: str, seed: int) -> dict:
    """A start and a sequence of gradients of very different sizes, some of them zero."""
    rng = np.random.default_rng([seed, *name.encode()])
    sizes = 10.0 ** rng.integers(-4, 3, (STEPS, 1)) * (rng.random((STEPS, 8)) < 0.9)
    return {"start": rng.normal(size=8).tolist(), "grads": (sizes * rng.normal(size=(STEPS, 8))).tolist()}


def our_path(config: Config, path: dict) -> list:
    """Theta after every step."""
    rule, theta = OPTIMIZERS[config.optimizer].from_config(config), np.array(path["start"])
    memory, ticks, found = np.zeros((rule.memory, len(theta))), rule.clock(np.arange(1, STEPS + 1)), []
    for grad, tick in zip(np.array(path["grads"]), ticks, strict=True):
        theta = theta - config.rate * rule.step(grad, *memory, clock=tick)
        found.append(theta.tolist())
    return found


def their_path(config: Config, path: dict) -> list:
    """The same by torch."""
    import torch

    theta = torch.nn.Parameter(torch.tensor(path["start"], dtype=torch.float64))
    optimizer, found = optimizer_of(config, [theta]), []
    for grad in path["grads"]:
        theta.grad = torch.tensor(grad, dtype=torch.float64)
        optimizer.step()
        found.append(theta.tolist())
    return found
