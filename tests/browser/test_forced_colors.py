"""With the user's own colors forced on the page, what is chosen and where a slider stands is still seen."""

import pytest

pytestmark = pytest.mark.browser

DIFFERENT = """pairs => {
  const looks = (part, pseudo) => {
    const { backgroundColor, backgroundImage, outline, border, color } = getComputedStyle(part, pseudo);
    return [backgroundColor, backgroundImage, outline, border, color].join();
  };
  return pairs.map(([a, b, pseudo]) => looks(a, pseudo) !== looks(b, pseudo));
}"""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_are_kept_in_forced_colors(open_view, scheme):
    view = open_view(forced_colors="active", color_scheme=scheme)
    page, root = view.page, view.root

    def switch(name):
        return root.get_by_role("switch", name=name)

    def feature(on):
        return root.locator(f".feature[aria-pressed={on}]").first

    switch("Show test data").click()

    def radio(name):
        return page.get_by_role("radio", name=name, exact=True)

    pairs = {
        "task": (radio("Classification"), radio("Regression"), None),
        "data set": (radio("Spiral"), radio("Moons"), None),
        "metric": (view.button("Loss"), view.button("Accuracy"), None),
        "switch": (switch("Show test data"), switch("Discretize"), "::before"),
        "feature": (feature("true"), feature("false"), "::before"),
    }
    for name, (chosen, other, pseudo) in pairs.items():
        pair = [chosen.element_handle(), other.element_handle(), pseudo]
        assert page.evaluate(DIFFERENT, [pair]) == [True], name
    seen = page.get_by_role("group", name="Learning rate").evaluate(
        """group => {
          const ground = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;
          const parts = [group.querySelector("[style*=left]"), group.firstElementChild.firstElementChild];
          return parts.map((part) => {
            const { backgroundColor } = getComputedStyle(part), { width, height } = part.getBoundingClientRect();
            return backgroundColor !== ground && width > 2 && height > 2;
          });
        }"""
    )
    assert seen == [True, True]
