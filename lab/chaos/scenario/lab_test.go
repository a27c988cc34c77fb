package scenario

import "testing"

func TestSharesMakeUpTheWhole(t *testing.T) {
	for _, whole := range []int{0, 1, 99, 200_000} {
		sum := 0
		for i := range 7 {
			sum += Share(whole, 7, i)
		}
		if sum != whole {
			t.Errorf("the shares of %d are %d together", whole, sum)
		}
	}
}
